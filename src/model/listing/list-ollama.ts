import Type from 'typebox';

import { count, maybe } from '../../protocol/schema.js';
import type { OfferedModel } from '../model-provider.js';
import { typeOfId } from '../model-type.js';
import type { ProviderSettings } from '../provider-settings.js';
import { fetchJson } from './fetch-json.js';

const Answer = Type.Object({
  models: Type.Array(
    Type.Object({
      name: Type.String({ minLength: 1, maxLength: 512 }),
      size: maybe(count()),
      capabilities: maybe(Type.Array(Type.String())),
      details: maybe(Type.Object({ families: maybe(Type.Array(Type.String())) })),
    }),
  ),
});

/** Architectures that only embed. */
const EMBEDDERS: ReadonlySet<string> = new Set(['bert', 'nomic-bert', 'nomic-bert-moe', 'xlm-roberta']);

/** Lists what an Ollama server has downloaded. */
export const listOllama = async (
  { baseUrl, apiKey, fetch }: ProviderSettings,
  signal: AbortSignal,
): Promise<readonly OfferedModel[]> => {
  const headers: Record<string, string> = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  const { models } = await fetchJson({ url: `${baseUrl}/api/tags`, headers, schema: Answer, signal, fetch });
  return models.map(({ name, size, details, capabilities }) => {
    const isEmbedder =
      (details?.families ?? []).some((family) => EMBEDDERS.has(family)) || capabilities?.includes('embedding') === true;
    return {
      id: name,
      name,
      type: isEmbedder ? 'embedding_model' : typeOfId(name),
      repoId: null,
      path: null,
      isDownloaded: true,
      sizeOnDisk: size ?? null,
    };
  });
};
