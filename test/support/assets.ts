import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AssetContents } from '../../src/asset/asset-contents.service.js';
import { AssetRepository } from '../../src/asset/asset.repository.js';
import { AssetService } from '../../src/asset/asset.service.js';
import { FileAssetStore } from '../../src/asset/file-asset-store.js';
import { MediaProbe } from '../../src/asset/media-probe.service.js';
import { AppConfig } from '../../src/config/app-config.js';
import type { Database } from '../../src/database/database.js';
import { JobFiles } from '../../src/workflow/job-files.service.js';

/** Assets of a test, in a folder of their own. */
export interface TestAssets {
  readonly folder: string;
  readonly assets: AssetService;
  readonly files: JobFiles;
  close(): Promise<void>;
}

/** Opens the assets of a database and the files of its jobs. */
export const openAssets = async (database: Database, settings: Partial<AppConfig> = {}): Promise<TestAssets> => {
  const folder = await mkdtemp(join(tmpdir(), 'test-assets-'));
  const config = Object.assign(new AppConfig(), { dataDir: folder, ...settings });
  const repository = new AssetRepository(database);
  const contents = new AssetContents(new FileAssetStore(join(folder, 'assets')), database);
  const probe = new MediaProbe(repository, contents);
  const assets = new AssetService(config, repository, contents, probe);
  return {
    folder,
    assets,
    files: new JobFiles(config, assets),
    close: async () => {
      await probe.onApplicationShutdown();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
