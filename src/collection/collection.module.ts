import type { DynamicModule, ModuleMetadata, OnApplicationShutdown } from '@nestjs/common';
import { Module } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import { CollectionCommands } from './collection.commands.js';
import { CollectionService } from './collection.service.js';
import { DocumentCommands } from './document.commands.js';
import { DocumentService } from './document.service.js';
import { TextEmbedder } from './embedding/embedder.js';
import { EmbeddingService } from './embedding/embedding.service.js';
import { QueryCommands } from './query.commands.js';
import { VectorStore } from './store/vector-store.js';
import { openVectorStore } from './store/open-vector-store.js';

/** How the models of providers come to the collections. */
export interface TextEmbedderBinding {
  /** Modules that export what is injected. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Services of those modules, handed to `useFactory` in this order. */
  readonly inject: readonly (abstract new (...args: never[]) => unknown)[];
  readonly useFactory: (...services: never[]) => TextEmbedder;
}

/** Collections of documents that are found by likeness and by words. */
@Module({
  providers: [
    { provide: VectorStore, inject: [AppConfig], useFactory: openVectorStore },
    EmbeddingService,
    CollectionService,
    DocumentService,
    CollectionCommands,
    DocumentCommands,
    QueryCommands,
  ],
  exports: [CollectionService, DocumentService, QueryCommands, VectorStore],
})
export class CollectionModule implements OnApplicationShutdown {
  constructor(private readonly store: VectorStore) {}

  /** Collections with the built-in model and those of providers. */
  static withTextEmbedder({ imports, inject, useFactory }: TextEmbedderBinding): DynamicModule {
    return {
      module: CollectionModule,
      imports,
      providers: [{ provide: TextEmbedder, inject: [...inject], useFactory }],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
