import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';

import { AssetService } from '../asset/asset.service.js';
import { newId } from '../common/ids.js';
import { AppConfig } from '../config/app-config.js';
import { WebFiles } from '../outbound/web-files.js';
import type { HubFiles } from './job-file-desk.js';
import { JobFileDesk } from './job-file-desk.js';
import type { JobOwner } from './services/job-services.js';

/** The folders in which jobs have their files while they run. */
@Injectable()
export class JobFiles implements OnModuleInit, OnApplicationShutdown {
  private readonly root: string;
  private readonly web: WebFiles;
  private readonly maxWebBytes: number;
  private hub: HubFiles | null = null;

  constructor(
    { dataDir, outbound: mode, outboundAllow: allow, assetMaxBytes }: AppConfig,
    private readonly assets: AssetService,
  ) {
    const isInMemory = dataDir === ':memory:';
    this.root = isInMemory ? join(tmpdir(), `nodetool-work-${newId()}`) : join(dataDir, 'work');
    this.web = new WebFiles({ mode, allow });
    this.maxWebBytes = assetMaxBytes;
  }

  /** What a killed process left behind belongs to no job any more. */
  async onModuleInit(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.web.close();
  }

  /** Lets jobs read what a hub keeps; called by whoever has a link to one. */
  attachHub(hub: HubFiles): void {
    this.hub = hub;
  }

  /** Opens the files of a job; nothing is made on disk before it needs some. */
  open(owner: JobOwner): JobFileDesk {
    return new JobFileDesk(owner, join(this.root, owner.jobId), this.assets, {
      hub: () => this.hub,
      web: (uri, options) => this.web.open(uri, options),
      maxWebBytes: this.maxWebBytes,
    });
  }
}
