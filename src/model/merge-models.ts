import type { OfferedModel } from './model-provider.js';

/** A model and who offers it. */
export interface ProvidedModel extends OfferedModel {
  readonly provider: string;
}

/**
 * Puts models in order: by provider, then by id. A model that a provider offers twice, say over the network and downloaded,
 * becomes one entry that knows what both knew.
 */
export const mergeModels = (models: readonly ProvidedModel[]): readonly ProvidedModel[] => {
  const merged = new Map<string, ProvidedModel>();
  for (const model of models) {
    // No provider's name has a space.
    const key = `${model.provider} ${model.id}`;
    const known = merged.get(key);
    merged.set(key, known ? join(known, model) : model);
  }
  return [...merged.values()].toSorted((a, b) => compare(a.provider, b.provider) || compare(a.id, b.id));
};

const join = (first: ProvidedModel, second: ProvidedModel): ProvidedModel => ({
  ...first,
  type: first.type ?? second.type,
  repoId: first.repoId ?? second.repoId,
  path: first.path ?? second.path,
  isDownloaded: first.isDownloaded || second.isDownloaded,
  sizeOnDisk: first.sizeOnDisk ?? second.sizeOnDisk,
});

/** By code units: the same on every machine, whatever its language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
