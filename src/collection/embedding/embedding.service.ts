import { Injectable } from '@nestjs/common';

import { ProtocolError } from '../../protocol/protocol-error.js';
import type { EmbeddingModel, EmbedRequest } from './embedder.js';
import { modelName, TextEmbedder } from './embedder.js';
import { embedTexts, LOCAL_DIMENSIONS, LOCAL_MODEL } from './feature-hash-embedder.js';

/** Texts for one call of a provider. */
const TEXTS_PER_CALL = 100;

/** Turns texts into vectors by the model of a collection: the built-in one, or one of a provider. */
@Injectable()
export class EmbeddingService {
  constructor(private readonly providers: TextEmbedder) {}

  /** Length of a model's vectors; null when only the model itself knows. */
  dimensionsOf(model: EmbeddingModel): number | null {
    return isLocal(model) ? LOCAL_DIMENSIONS : null;
  }

  /** @throws ProtocolError `NOT_FOUND` for a local model that there isn't; what the provider refuses with */
  async embed(model: EmbeddingModel, request: EmbedRequest): Promise<readonly Float32Array<ArrayBuffer>[]> {
    if (isLocal(model)) return embedTexts(request.texts, request.signal);
    if (model.provider === LOCAL_MODEL.provider) {
      throw new ProtocolError('NOT_FOUND', `There is no local embedding model ${model.model}`, {
        hint: `The built-in one is ${modelName(LOCAL_MODEL)}.`,
      });
    }
    const vectors: Float32Array<ArrayBuffer>[] = [];
    for (let from = 0; from < request.texts.length; from += TEXTS_PER_CALL) {
      const texts = request.texts.slice(from, from + TEXTS_PER_CALL);
      const part = await this.providers.embed(model, { ...request, texts });
      if (part.length !== texts.length) {
        throw new ProtocolError(
          'UNAVAILABLE',
          `${modelName(model)} gave ${part.length} vectors for ${texts.length} texts`,
        );
      }
      vectors.push(...part.map((vector) => Float32Array.from(vector)));
    }
    return vectors;
  }
}

const isLocal = ({ provider, model }: EmbeddingModel): boolean =>
  provider === LOCAL_MODEL.provider && model === LOCAL_MODEL.model;
