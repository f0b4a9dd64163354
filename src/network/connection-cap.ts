import type { Server, Socket } from 'node:net';

import { Logger } from '@nestjs/common';

import { plainAddress } from './address-range.js';

/** A warning per address and minute is enough. */
const WARN_MS = 60_000;
const MAX_WARNED = 1000;

/** Bounds how many connections one address holds open at a server; those beyond are closed at once. */
export class ConnectionCap {
  private readonly logger = new Logger(ConnectionCap.name);
  private readonly counts = new Map<string, number>();
  private readonly warnedMs = new Map<string, number>();

  /** @param isExempt tells which addresses have no limit */
  constructor(
    private readonly maxPerAddress: number,
    private readonly isExempt: (address: string) => boolean,
  ) {}

  /** Counts the connections of a server; several servers count together. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.take(socket));
  }

  private take(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '');
    if (address === '' || this.isExempt(address)) return;
    const count = this.counts.get(address) ?? 0;
    if (count >= this.maxPerAddress) {
      this.warn(address);
      socket.destroy();
      return;
    }
    this.counts.set(address, count + 1);
    socket.once('close', () => this.giveBack(address));
  }

  private giveBack(address: string): void {
    const count = (this.counts.get(address) ?? 0) - 1;
    if (count > 0) this.counts.set(address, count);
    else this.counts.delete(address);
  }

  private warn(address: string): void {
    const now = performance.now();
    if (now - (this.warnedMs.get(address) ?? -Infinity) < WARN_MS) return;
    if (this.warnedMs.size >= MAX_WARNED) this.warnedMs.clear();
    this.warnedMs.set(address, now);
    this.logger.warn('connection refused: CONNECTIONS_PER_ADDRESS', { address, limit: this.maxPerAddress });
  }
}
