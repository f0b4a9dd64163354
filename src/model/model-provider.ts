import type { ModelType } from './model-type.js';

/** A model that a provider offers. */
export interface OfferedModel {
  readonly id: string;
  readonly name: string;
  /** Null when it is none of the types that are known. */
  readonly type: ModelType | null;
  /** Repository at Hugging Face; null when it comes from elsewhere. */
  readonly repoId: string | null;
  /** Folder on this machine; null when it isn't here. */
  readonly path: string | null;
  /** True when it lies complete on the disk of the machine that serves it. */
  readonly isDownloaded: boolean;
  /** Bytes; null when that isn't known. */
  readonly sizeOnDisk: number | null;
}

/** Somebody who offers models. */
export interface ModelProvider {
  /** NodeTool's name of the provider, for example `ollama`; several sources may share one. */
  readonly name: string;
  /** Milliseconds for which a list holds. */
  readonly maxAgeMs: number;
  /** What else the list depends on besides user and name, such as address and key; default nothing. */
  readonly identity?: string;
  /**
   * Lists what is offered right now.
   *
   * @throws ListingFault when there is no list to be had
   */
  listModels(signal: AbortSignal): Promise<readonly OfferedModel[]>;
}

/** Which setting of a provider a fault is about. */
export type FaultSubject = 'key' | 'address';

/** Why a provider gave no list, as the end of a sentence that begins with its name; holds no key. */
export class ListingFault extends Error {
  /** What to look at first; null when it isn't a matter of settings. */
  readonly about: FaultSubject | null;

  constructor(
    message: string,
    { about = null, ...options }: ErrorOptions & { readonly about?: FaultSubject | null } = {},
  ) {
    super(message, options);
    this.name = 'ListingFault';
    this.about = about;
  }
}

/** Describes a model that a service offers over the network. */
export const servedModel = (id: string, name: string, type: ModelType | null): OfferedModel => ({
  id,
  name,
  type,
  repoId: null,
  path: null,
  isDownloaded: false,
  sizeOnDisk: null,
});
