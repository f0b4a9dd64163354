import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { AppConfig } from '../config/app-config.js';
import type { AssetStore } from './asset-store.js';
import { FileAssetStore } from './file-asset-store.js';

/** The data folder of a process that keeps nothing. */
const IN_MEMORY = ':memory:';

type StoreSettings = Pick<AppConfig, 'dataDir' | 'assetStore' | 's3Endpoint' | 's3Delivery'>;

/** Opens the store that the configuration names; the code of the other kind stays unloaded. */
export const openAssetStore = async ({
  dataDir,
  assetStore,
  s3Endpoint,
  s3Delivery,
}: StoreSettings): Promise<AssetStore> => {
  if (assetStore === undefined) return new FileAssetStore(join(dataDir === IN_MEMORY ? tmpdir() : dataDir, 'assets'));
  const { protocol } = new URL(assetStore);
  if (protocol === 'file:') return new FileAssetStore(resolve(assetStore.replace(/^file:(\/\/(?=\/))?/, '')));
  const { S3AssetStore } = await import('./s3-asset-store.js');
  const { hostname: bucket, pathname } = new URL(assetStore);
  const prefix = decodeURIComponent(pathname).replaceAll(/^\/+|\/+$/g, '');
  return new S3AssetStore({
    bucket,
    prefix: prefix === '' ? '' : `${prefix}/`,
    endpoint: s3Endpoint,
    givesUrls: s3Delivery === 'redirect',
  });
};
