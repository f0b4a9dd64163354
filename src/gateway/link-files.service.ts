import { Injectable } from '@nestjs/common';

import { AssetService } from '../asset/asset.service.js';
import { JobService } from '../job/job.service.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { JobFiles } from '../workflow/job-files.service.js';
import type { AnswerPlace, ContentSource, LocalContent } from './client/content-source.js';
import type { HubBlobs } from './client/hub-blobs.js';

/** Files between this node and its hub: what results name goes there, what parameters name comes from there. */
@Injectable()
export class LinkFiles implements ContentSource {
  constructor(
    private readonly assets: AssetService,
    private readonly jobs: JobService,
    private readonly files: JobFiles,
  ) {}

  /** Lets jobs read the blobs of the hub to which a link leads. */
  attach(blobs: HubBlobs): void {
    this.files.attachHub(blobs);
  }

  /** A result may name any asset, but only those of its job's own user leave this node. */
  async find(assetId: string, { jobId }: AnswerPlace): Promise<LocalContent | null> {
    if (jobId === null) return null;
    try {
      const { userId } = await this.jobs.get(jobId, null);
      const asset = await this.assets.get(assetId, userId);
      const { sha256, size, contentType } = asset;
      if (sha256 === null) return null;
      return { sha256, size, contentType, open: () => this.assets.openContent(asset) };
    } catch (error) {
      if (error instanceof ProtocolError && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  }
}
