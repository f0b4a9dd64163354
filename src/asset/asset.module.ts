import { join } from 'node:path';

import { Module } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import { AssetStore } from './asset-store.js';
import { AssetService } from './asset.service.js';
import { FileAssetStore } from './file-asset-store.js';

/** The bytes of assets, in files of the data folder. */
@Module({
  providers: [
    {
      provide: AssetStore,
      inject: [AppConfig],
      useFactory: ({ dataDir }: AppConfig) => new FileAssetStore(join(dataDir, 'assets')),
    },
    AssetService,
  ],
  exports: [AssetService],
})
export class AssetModule {}
