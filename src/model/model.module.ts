import { Module } from '@nestjs/common';

import { ModelService } from './model.service.js';

/** The models that providers offer. */
@Module({ providers: [ModelService], exports: [ModelService] })
export class ModelModule {}
