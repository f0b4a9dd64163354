import { CollectionModule } from '../collection/collection.module.js';
import { InferenceService } from '../model/inference/inference.service.js';
import { ModelModule } from '../model/model.module.js';
import { InferenceTextEmbedder } from './inference-text-embedder.js';

/** The collections of a node, with the models of its providers; the same module wherever it is imported. */
export const NodeCollectionsModule = CollectionModule.withTextEmbedder({
  imports: [ModelModule],
  inject: [InferenceService],
  useFactory: (inference: InferenceService) => new InferenceTextEmbedder(inference),
});
