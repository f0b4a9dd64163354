import type { OnModuleDestroy } from '@nestjs/common';
import { Injectable } from '@nestjs/common';

import { Database } from '../database/database.js';
import { ProtocolError } from '../protocol/protocol-error.js';

/** Knows whether this process takes work. */
@Injectable()
export class HealthService implements OnModuleDestroy {
  private isStopping = false;

  constructor(private readonly database: Database) {}

  /** Sends callers of `/readyz` elsewhere from now on. */
  stop(): void {
    this.isStopping = true;
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** @throws ProtocolError `UNAVAILABLE` that says what is missing */
  async assertReady(): Promise<void> {
    if (this.isStopping) throw new ProtocolError('UNAVAILABLE', 'The process is stopping.');
    try {
      await this.database.query('SELECT 1');
    } catch (cause) {
      throw new ProtocolError('UNAVAILABLE', 'The database does not answer.', { cause });
    }
  }
}
