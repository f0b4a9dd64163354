import { Module } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import { AssetContents } from './asset-contents.service.js';
import { AssetStore } from './asset-store.js';
import { ContentSweep } from './content-sweep.service.js';
import { openAssetStore } from './open-asset-store.js';

/** The store of contents and its clean-up, for every role that keeps bytes. */
@Module({
  providers: [{ provide: AssetStore, inject: [AppConfig], useFactory: openAssetStore }, AssetContents, ContentSweep],
  exports: [AssetContents],
})
export class AssetStoreModule {}
