/** Which model makes the vectors of a collection. */
export interface EmbeddingModel {
  readonly provider: string;
  readonly model: string;
}

/** The name by which people call a model: `local/feature-hash-384`. */
export const modelName = ({ provider, model }: EmbeddingModel): string => `${provider}/${model}`;

/** Texts that are to become vectors, and on whose account. */
export interface EmbedRequest {
  readonly texts: readonly string[];
  readonly userId: string;
  readonly signal: AbortSignal;
}

/**
 * Turns texts into vectors by the models of providers; injectable by this class. Whoever has models implements it and binds
 * it with `CollectionModule.withTextEmbedder`.
 */
export abstract class TextEmbedder {
  /**
   * Embeds texts in their order; all vectors have the same length.
   *
   * @throws ProtocolError `UNSUPPORTED` for a model that can't be had here, `UNAVAILABLE` for one that doesn't answer
   */
  abstract embed(model: EmbeddingModel, request: EmbedRequest): Promise<readonly (readonly number[])[]>;
}
