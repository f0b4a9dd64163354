import { Injectable, Logger } from '@nestjs/common';

import { Database } from '../database/database.js';
import { StaleWriteError } from '../database/statement.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { Principal } from './auth.contract.js';
import { HeldTokens } from './held-tokens.service.js';
import { assertNotFixed, unknownToken } from './token-admin.service.js';
import { endReplaced, rotateToken } from './token-statements.js';
import { ReplacedTokenTextRow, TokenRow } from './token.entity.js';
import { hashToken, kindOf, newTokenText } from './token-text.js';
import { TokenService } from './token.service.js';

/** Texts of one token that may be taken beside its present one. */
const MAX_REPLACED = 4;

/** A token with its new text, which exists only here. */
export interface RotatedToken {
  readonly row: TokenRow;
  readonly text: string;
  /** Until when the old text is taken; null: it ended at once. */
  readonly overlapEndsAt: number | null;
  /** Connected nodes to which the new text was sent. */
  readonly sentToNodes: number;
}

/** Gives a token a new text while the old one still works, until the node has come back with the new one. */
@Injectable()
export class TokenRotation {
  private readonly logger = new Logger(TokenRotation.name);

  constructor(
    private readonly database: Database,
    private readonly tokens: TokenService,
    private readonly held: HeldTokens,
  ) {}

  /**
   * Rotates a token: same identity, bounds and end, another text. Connected nodes are sent the new one, unless the old one
   * ends at once: that is for a text which somebody else may hold, who must not get the new one.
   *
   * @param overlapMs how long the old text is taken besides; 0 ends it now, with whatever lives by it
   * @throws ProtocolError `NOT_FOUND`, `CONFLICT` for a token of the configuration, an expired one, or too many rotations at once
   */
  async rotate(tokenId: string, overlapMs: number): Promise<RotatedToken> {
    assertNotFixed(tokenId, this.tokens);
    const old = await this.database.repository(TokenRow).findOneBy({ tokenId: tokenId.replaceAll('\0', '') });
    if (!old) throw unknownToken(tokenId);
    const nowMs = Date.now();
    if (old.expiresAt !== null && old.expiresAt <= nowMs) throw expired(tokenId);
    if (overlapMs > 0) await this.assertRoom(tokenId, nowMs);
    const text = newTokenText(kindOf(old));
    const oldEndsAt = nowMs + overlapMs;
    const row = Object.assign(new TokenRow(), old, { hash: hashToken(text), rotatedAt: nowMs });
    await this.write({ tokenId, oldHash: old.hash, newHash: row.hash, nowMs, oldEndsAt });
    this.tokens.forgetVerified();
    if (overlapMs === 0) {
      this.held.end(tokenId, 'replaced');
      return { row, text, overlapEndsAt: null, sentToNodes: 0 };
    }
    return { row, text, overlapEndsAt: oldEndsAt, sentToNodes: this.held.rotated(tokenId, text, oldEndsAt) };
  }

  /**
   * A node has joined. When it showed the present text of a token that is for it alone, nobody needs the older ones any more;
   * a token that several machines share keeps them to the end of the overlap.
   */
  async joined({ tokenId, nodeId, textHash }: Principal): Promise<void> {
    if (nodeId === null || this.tokens.isFixed(tokenId)) return;
    try {
      if (!(await this.database.repository(ReplacedTokenTextRow).existsBy({ tokenId }))) return;
      const [changed] = await this.database.atomic([endReplaced(tokenId, textHash)]);
      if (changed === 0) return;
      this.tokens.forgetVerified();
      this.logger.log('rotation complete', { token_id: tokenId, node_id: nodeId });
    } catch (error) {
      this.logger.warn('the old text of a token is taken until its overlap ends', { reason: String(error) });
    }
  }

  private async assertRoom(tokenId: string, nowMs: number): Promise<void> {
    const texts = await this.database.repository(ReplacedTokenTextRow).findBy({ tokenId });
    if (texts.filter(({ endsAt }) => endsAt > nowMs).length < MAX_REPLACED) return;
    const text = `Token ${tokenId} was rotated ${MAX_REPLACED} times within its overlap, and all those texts are still taken`;
    throw new ProtocolError('CONFLICT', text, {
      hint: 'Let its node come back with the newest text, wait, or end the older ones now with overlap_ms 0.',
    });
  }

  private async write(rotation: Parameters<typeof rotateToken>[0]): Promise<void> {
    try {
      await this.database.atomic(rotateToken(rotation));
    } catch (error) {
      if (!(error instanceof StaleWriteError)) throw error;
      throw new ProtocolError('CONFLICT', `Token ${rotation.tokenId} was rotated or revoked by somebody else just now`);
    }
  }
}

const expired = (tokenId: string): ProtocolError =>
  new ProtocolError('CONFLICT', `Token ${tokenId} has expired`, { hint: 'Make a new one: POST /api/v1/tokens.' });
