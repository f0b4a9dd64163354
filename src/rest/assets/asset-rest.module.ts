import { Module } from '@nestjs/common';

import { AssetModule } from '../../asset/asset.module.js';
import { AssetBytesController } from './asset-bytes.controller.js';
import { AssetsController } from './assets.controller.js';
import { OpenTransfers } from './open-transfers.js';

/** Assets as resources, and their bytes. */
@Module({ imports: [AssetModule], controllers: [AssetsController, AssetBytesController], providers: [OpenTransfers] })
export class AssetRestModule {}
