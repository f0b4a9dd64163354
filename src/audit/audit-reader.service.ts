import { Injectable } from '@nestjs/common';

import type { AuditRecord, ChainPlace } from './audit-entry.js';
import { AuditLog } from './audit-log.service.js';
import type { AuditFilter } from './audit.store.js';
import { AuditStore } from './audit.store.js';

export type { AuditFilter } from './audit.store.js';

/** A part of the chain, from its beginning on. */
export interface AuditExport {
  /** What the first record follows. */
  readonly first: ChainPlace;
  /** The newest record; later ones aren't part of the export. */
  readonly last: ChainPlace;
  readonly records: AsyncIterable<AuditRecord>;
}

const PAGE = 1000;

/** Shows the audit log. */
@Injectable()
export class AuditReader {
  constructor(
    private readonly store: AuditStore,
    private readonly log: AuditLog,
  ) {}

  /** Lists records, the newest first, with everything that was recorded before the call. */
  async list(filter: AuditFilter, limit: number): Promise<readonly AuditRecord[]> {
    await this.log.flush();
    return this.store.list(filter, limit);
  }

  /** Opens the whole chain as it is now. */
  async open(): Promise<AuditExport> {
    await this.log.flush();
    const [first, last] = [await this.store.end('first'), await this.store.end('last')];
    return { first, last, records: this.read(first.seq, last.seq) };
  }

  private async *read(after: number, upTo: number): AsyncGenerator<AuditRecord> {
    for (let seq = after; seq < upTo;) {
      const page = await this.store.listAfter(seq, PAGE);
      const wanted = page.filter((record) => record.seq <= upTo);
      yield* wanted;
      const next = page.at(-1)?.seq;
      if (next === undefined) return;
      seq = next;
    }
  }
}
