import type { OnApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { AssetContents } from './asset-contents.service.js';
import type { AssetValues } from './asset.entity.js';
import { AssetRepository } from './asset.repository.js';
import { readMediaFacts } from './media-facts.js';

/** Contents that wait to be looked at; more keep no facts, so that a flood of assets can't fill the memory. */
const MAX_WAITING = 1000;
/** Bytes at the beginning of a content that are read; facts that lie behind them stay unknown. */
const MAX_READ_BYTES = 33_554_432;
/** Time for one content. */
const PROBE_MS = 10_000;
/** Time that somebody waits who wants an asset with its facts. */
const SETTLE_MS = 1000;

/** Finds out dimensions and durations, one content after the other, beside whatever made the assets. */
@Injectable()
export class MediaProbe implements OnApplicationShutdown {
  private readonly logger = new Logger(MediaProbe.name);
  private readonly pending = new Map<string, Promise<void>>();
  private readonly stopped = new AbortController();
  private tail: Promise<void> = Promise.resolve();

  constructor(
    private readonly assets: AssetRepository,
    private readonly contents: AssetContents,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    this.stopped.abort();
    await this.tail;
  }

  /** Looks at an asset's content when its turn comes, if it is one that tells anything. */
  enqueue(asset: AssetValues): void {
    if (!isMedia(asset.contentType) || this.pending.size >= MAX_WAITING) return;
    this.tail = this.tail.then(() => this.probe(asset)).finally(() => this.pending.delete(asset.assetId));
    this.pending.set(asset.assetId, this.tail);
  }

  /** Waits until an asset has been looked at, but not for long. */
  async settled(assetId: string): Promise<void> {
    const probe = this.pending.get(assetId);
    if (!probe) return;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, SETTLE_MS);
    });
    await Promise.race([probe, timeout]);
    clearTimeout(timer);
  }

  private async probe({ assetId, sha256, size, contentType, metadata }: AssetValues): Promise<void> {
    const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(PROBE_MS)]);
    if (sha256 === null || signal.aborted) return;
    try {
      const bytes = await this.contents.open(sha256, { start: 0, end: Math.min(size, MAX_READ_BYTES) - 1 });
      if (!bytes) return;
      const facts = await readMediaFacts({ bytes, size, contentType, signal });
      await this.assets.addFacts(assetId, { ...facts, metadata: { ...metadata, ...facts.metadata } });
    } catch (error) {
      // Damaged, or longer than anybody waits: what can't be found out stays unknown.
      this.logger.debug('content tells nothing', { asset_id: assetId, error: String(error) });
    }
  }
}

const isMedia = (contentType: string): boolean => /^(image|audio|video)\//.test(contentType);
