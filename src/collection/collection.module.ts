import { Module } from '@nestjs/common';

import { CollectionService } from './collection.service.js';

/** Collections of texts that are found by likeness. */
@Module({ providers: [CollectionService], exports: [CollectionService] })
export class CollectionModule {}
