import { Injectable } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';

/** Counts the event streams that each token holds open. */
@Injectable()
export class StreamSlots {
  private readonly openCounts = new Map<string, number>();
  readonly maxPerToken: number;

  constructor({ streamsPerToken }: AppConfig) {
    this.maxPerToken = streamsPerToken === 0 ? Infinity : streamsPerToken;
  }

  /** Takes a place; null when the token has none left, else what gives it back, once. */
  take(tokenId: string): (() => void) | null {
    const count = this.openCounts.get(tokenId) ?? 0;
    if (count >= this.maxPerToken) return null;
    this.openCounts.set(tokenId, count + 1);
    let isTaken = true;
    return () => {
      if (isTaken) this.giveBack(tokenId);
      isTaken = false;
    };
  }

  private giveBack(tokenId: string): void {
    const count = (this.openCounts.get(tokenId) ?? 0) - 1;
    if (count > 0) this.openCounts.set(tokenId, count);
    else this.openCounts.delete(tokenId);
  }
}
