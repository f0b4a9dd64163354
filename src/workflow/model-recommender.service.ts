import type { OnApplicationBootstrap } from '@nestjs/common';
import { Injectable } from '@nestjs/common';

import { ModelService } from '../model/model.service.js';
import { NodeRegistryService } from '../node-registry/node-registry.service.js';
import { defaultModelsOf } from './default-models.js';

/** Tells the models which of them node types recommend: neither of the two knows the other. */
@Injectable()
export class ModelRecommender implements OnApplicationBootstrap {
  constructor(
    private readonly registry: NodeRegistryService,
    private readonly models: ModelService,
  ) {}

  onApplicationBootstrap(): void {
    this.models.recommend(this.registry.catalogue.list().flatMap(defaultModelsOf));
  }
}
