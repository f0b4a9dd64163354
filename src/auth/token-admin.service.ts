import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';

import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import type { Scope } from '../dispatch/scope.js';
import type { FieldProblem } from '../protocol/protocol-error.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { PrincipalKind } from './auth.contract.js';
import { HeldTokens } from './held-tokens.service.js';
import { newTokenRow } from './new-token-row.js';
import { insertToken, revokeToken } from './token-statements.js';
import { ReplacedTokenTextRow, TokenRow } from './token.entity.js';
import { TokenService } from './token.service.js';
import { newTokenText } from './token-text.js';

/** What a new token shall be. */
export interface TokenRequest {
  readonly kind: PrincipalKind;
  readonly name: string | null;
  readonly userIds: readonly string[] | null;
  readonly scopes: readonly Scope[] | null;
  readonly nodeId: string | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | null;
}

/** A token as its operator sees it. */
export interface TokenEntry {
  readonly row: TokenRow;
  /** Until when a replaced text of it is taken; null: its present text alone is. */
  readonly overlapEndsAt: number | null;
}

/** Gives out further tokens, shows them and takes them back. */
@Injectable()
export class TokenAdmin {
  constructor(
    private readonly database: Database,
    private readonly tokens: TokenService,
    private readonly held: HeldTokens,
  ) {}

  /** Lists tokens by id; expired ones too. */
  async list(afterId: string, limit: number): Promise<readonly TokenEntry[]> {
    const order = { tokenId: 'ASC' } as const;
    const rows = await this.database
      .repository(TokenRow)
      .find({ where: { tokenId: MoreThan(afterId) }, order, take: limit });
    const where = { tokenId: In(rows.map(({ tokenId }) => tokenId)), endsAt: MoreThan(Date.now()) };
    const replaced = await this.database.repository(ReplacedTokenTextRow).findBy(where);
    return rows.map((row) => {
      const ends = replaced.filter(({ tokenId }) => tokenId === row.tokenId).map(({ endsAt }) => endsAt);
      return { row, overlapEndsAt: ends.length === 0 ? null : Math.max(...ends) };
    });
  }

  /**
   * Makes a token. Its text exists only in the answer.
   *
   * @throws ProtocolError `INVALID_ARGUMENT` naming what doesn't fit the kind
   */
  async create(request: TokenRequest): Promise<{ readonly row: TokenRow; readonly text: string }> {
    const problems = problemsOf(request);
    if (problems.length > 0) {
      throw new ProtocolError('INVALID_ARGUMENT', problems.map(({ message }) => message).join('; '), { problems });
    }
    const text = newTokenText(request.kind);
    const row = newTokenRow(newId(), request, text);
    await this.database.atomic([insertToken(row)]);
    return { row, text };
  }

  /**
   * Takes a token back: requests with it are refused and whatever lives by it ends, here at once and at other processes
   * of this hub within seconds.
   *
   * @throws ProtocolError `NOT_FOUND`, `CONFLICT` for a token of the configuration
   */
  async revoke(tokenId: string): Promise<void> {
    assertNotFixed(tokenId, this.tokens);
    const [changed] = await this.database.atomic(revokeToken(tokenId));
    this.tokens.forgetVerified();
    this.held.end(tokenId, 'revoked');
    if (changed === 0) throw unknownToken(tokenId);
  }
}

/** @throws ProtocolError `CONFLICT` for a token that this program only reads */
export const assertNotFixed = (tokenId: string, tokens: TokenService): void => {
  if (!tokens.isFixed(tokenId)) return;
  throw new ProtocolError('CONFLICT', `Token ${tokenId} is fixed by the configuration and not kept by this hub`, {
    hint: 'Change HUB_NODE_TOKEN or HUB_OPERATOR_TOKEN and restart; tokens of POST /api/v1/tokens can be rotated and revoked.',
  });
};

export const unknownToken = (tokenId: string): ProtocolError =>
  new ProtocolError('NOT_FOUND', `Token ${tokenId.slice(0, 64)} not found`, {
    hint: 'GET /api/v1/tokens lists those that were given out; those of the configuration are changed there.',
  });

/** What a kind of token can't have: an operator is bound to nothing, only a node to a machine, and a node calls nothing. */
const problemsOf = ({ kind, userIds, scopes, nodeId, expiresAt }: TokenRequest): readonly FieldProblem[] => {
  const problems: FieldProblem[] = [];
  const refuse = (field: string, message: string): void =>
    void problems.push({ field, message: `${field} ${message}` });
  if (kind === 'operator' && userIds !== null) refuse('user_ids', 'can not bind an operator: use kind service');
  if (kind !== 'service' && scopes !== null) refuse('scopes', 'are for kind service only');
  if (kind !== 'node' && nodeId !== null) refuse('node_id', 'is for kind node only');
  if (userIds?.length === 0) refuse('user_ids', 'must name a user; leave it out to allow all');
  if (scopes?.length === 0) refuse('scopes', 'must name a scope; leave it out to allow all');
  if (expiresAt !== null && expiresAt <= Date.now()) refuse('expires_at', 'must lie in the future');
  return problems;
};
