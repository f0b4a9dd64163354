import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import type { Principal, TokenEnd, TokenHolder } from './auth.contract.js';
import type { TokenState } from './token-end.js';
import { endOf } from './token-end.js';
import { TokenService } from './token.service.js';
import { TokenUsage } from './token-usage.service.js';

/** Pace at which the tokens of everything that lives by one are looked at again. */
const LOOK_MS = 1_000;

interface Hold {
  readonly principal: Principal;
  readonly holder: TokenHolder;
}

/** Knows what lives by which token, and ends it when the token ends: revoked here or elsewhere, expired, or replaced. */
@Injectable()
export class HeldTokens implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(HeldTokens.name);
  private readonly byToken = new Map<string, Set<Hold>>();
  private timer: NodeJS.Timeout | null = null;
  private isLooking = false;

  constructor(
    private readonly tokens: TokenService,
    private readonly usage: TokenUsage,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    this.timer.unref();
  }

  beforeApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** Ends a holder when its token ends; to be released with the answer when it ends by itself. */
  hold(principal: Principal, holder: TokenHolder): () => void {
    const { tokenId } = principal;
    if (this.tokens.isFixed(tokenId)) return () => undefined;
    const holds = this.byToken.get(tokenId) ?? new Set();
    this.byToken.set(tokenId, holds);
    const hold = { principal, holder };
    holds.add(hold);
    return () => this.release(hold);
  }

  /** Ends at once whatever of this process lives by a token. */
  end(tokenId: string, why: TokenEnd): void {
    for (const hold of this.byToken.get(tokenId) ?? []) this.endHold(hold, why);
  }

  /**
   * Offers the new text of a token to whatever lives by it.
   *
   * @returns how many could hand it on
   */
  rotated(tokenId: string, text: string, oldEndsAt: number): number {
    const holders = [...(this.byToken.get(tokenId) ?? [])].map(({ holder }) => holder);
    return holders.filter((holder) => holder.rotated?.(text, oldEndsAt) === true).length;
  }

  /** Looks once at every token that something lives by, as the database has it now. */
  private async look(): Promise<void> {
    if (this.isLooking || this.byToken.size === 0) return;
    this.isLooking = true;
    try {
      // What comes while the database is asked may know more than its answer does.
      const holds = [...this.byToken.values()].flatMap((ofToken) => [...ofToken]);
      const states = await this.tokens.statesOf([...this.byToken.keys()]);
      for (const hold of holds) this.judge(hold, states.get(hold.principal.tokenId) ?? null);
    } catch (error) {
      this.logger.warn('tokens in use could not be checked', { reason: String(error) });
    } finally {
      this.isLooking = false;
    }
  }

  private judge(hold: Hold, state: TokenState): void {
    const { tokenId, textHash } = hold.principal;
    const why = endOf(textHash, state, Date.now());
    if (why === null) this.usage.note(tokenId);
    else if (this.byToken.get(tokenId)?.has(hold) === true) this.endHold(hold, why);
  }

  private endHold(hold: Hold, why: TokenEnd): void {
    this.release(hold);
    try {
      hold.holder.end(why);
    } catch (error) {
      this.logger.error('what lives by a token did not end', error);
    }
  }

  private release(hold: Hold): void {
    const { tokenId } = hold.principal;
    const holds = this.byToken.get(tokenId);
    if (holds?.delete(hold) === true && holds.size === 0) this.byToken.delete(tokenId);
  }
}
