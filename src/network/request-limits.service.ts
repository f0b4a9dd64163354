import { Injectable } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import { isLoopback, sourceOf } from './address-range.js';
import { RateMeter } from './rate-meter.js';

const BURST_SECONDS = 5;
const SECONDS_PER_MINUTE = 60;

/**
 * What callers have asked so far, by address and by token. Programs of this machine have no limits by address: behind a
 * proxy, `TRUST_PROXY` makes the caller's own address count.
 */
@Injectable()
export class RequestLimits {
  private readonly requestsOfAddress: RateMeter | null;
  private readonly requestsOfToken: RateMeter | null;
  private readonly wrongTokens: RateMeter | null;

  constructor({ rateLimitAddress, rateLimitToken, wrongTokenLimit }: AppConfig) {
    this.requestsOfAddress = perSecond(rateLimitAddress);
    this.requestsOfToken = perSecond(rateLimitToken);
    this.wrongTokens =
      wrongTokenLimit === 0
        ? null
        : new RateMeter({ perSecond: wrongTokenLimit / SECONDS_PER_MINUTE, burst: wrongTokenLimit });
  }

  /** Counts a request of an address; answers the milliseconds that it has to wait, 0 when it may go on. */
  takeForAddress(address: string): number {
    return isLoopback(address) ? 0 : (this.requestsOfAddress?.take(sourceOf(address), performance.now()) ?? 0);
  }

  /** Counts a request of a token, by the token's id; answers as `takeForAddress`. */
  takeForToken(tokenId: string): number {
    return this.requestsOfToken?.take(tokenId, performance.now()) ?? 0;
  }

  /** Milliseconds until an address may try a token again; 0 when it may now. */
  tokenWaitMs(address: string): number {
    return isLoopback(address) ? 0 : (this.wrongTokens?.waitMs(sourceOf(address), performance.now()) ?? 0);
  }

  /** Notes that an address tried a token that nobody knows. */
  noteWrongToken(address: string): void {
    if (!isLoopback(address)) this.wrongTokens?.take(sourceOf(address), performance.now());
  }
}

const perSecond = (count: number): RateMeter | null =>
  count === 0 ? null : new RateMeter({ perSecond: count, burst: count * BURST_SECONDS });
