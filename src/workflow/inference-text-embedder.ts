import type { EmbeddingModel, EmbedRequest } from '../collection/embedding/embedder.js';
import { TextEmbedder } from '../collection/embedding/embedder.js';
import type { InferenceService } from '../model/inference/inference.service.js';

/** Makes the vectors of collections with the models of providers. */
export class InferenceTextEmbedder extends TextEmbedder {
  constructor(private readonly inference: InferenceService) {
    super();
  }

  async embed(
    { provider, model }: EmbeddingModel,
    { texts, userId, signal }: EmbedRequest,
  ): Promise<readonly (readonly number[])[]> {
    const { vectors } = await this.inference.embed({ provider, model, texts, userId, signal });
    return vectors;
  }
}
