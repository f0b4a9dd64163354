import { Module } from '@nestjs/common';

import { AssetStoreModule } from './asset-store.module.js';
import { AssetUrls } from './asset-url.service.js';
import { AssetCommands } from './asset.commands.js';
import { AssetRepository } from './asset.repository.js';
import { AssetService } from './asset.service.js';
import { MediaProbe } from './media-probe.service.js';
import { ThumbnailService } from './thumbnail.service.js';

/** The files of users: their rows, their bytes, and what can be said about them. */
@Module({
  imports: [AssetStoreModule],
  providers: [AssetRepository, AssetService, AssetCommands, AssetUrls, MediaProbe, ThumbnailService],
  exports: [AssetStoreModule, AssetService, AssetUrls, ThumbnailService],
})
export class AssetModule {}
