import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';

import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import type { Scope } from '../dispatch/scope.js';
import type { FieldProblem } from '../protocol/protocol-error.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { PrincipalKind } from './auth.contract.js';
import { TokenRow } from './token.entity.js';
import { TokenService } from './token.service.js';
import { hashToken, newTokenText } from './token-text.js';

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

const INSERT =
  'INSERT INTO tokens (token_id, kind, hash, node_id, user_ids, scopes, name, expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** Gives out further tokens, shows them and takes them back. */
@Injectable()
export class TokenAdmin {
  constructor(
    private readonly database: Database,
    private readonly tokens: TokenService,
  ) {}

  /** Lists tokens by id; expired ones too. */
  list(afterId: string, limit: number): Promise<TokenRow[]> {
    const order = { tokenId: 'ASC' } as const;
    return this.database.repository(TokenRow).find({ where: { tokenId: MoreThan(afterId) }, order, take: limit });
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
    const row = Object.assign(new TokenRow(), request, {
      tokenId: newId(),
      hash: hashToken(text),
      createdAt: Date.now(),
    });
    await this.database.atomic([{ sql: INSERT, params: valuesOf(row) }]);
    return { row, text };
  }

  /**
   * Takes a token back: requests with it are refused from now on, at other processes of this hub within seconds.
   *
   * @throws ProtocolError `NOT_FOUND`
   */
  async revoke(tokenId: string): Promise<void> {
    const [changed] = await this.database.atomic([
      { sql: 'DELETE FROM tokens WHERE token_id = ?', params: [tokenId.replaceAll('\0', '')] },
    ]);
    this.tokens.forgetVerified();
    if (changed === 0) {
      throw new ProtocolError('NOT_FOUND', `Token ${tokenId.slice(0, 64)} not found`, {
        hint: 'Tokens that are fixed by the configuration are changed there.',
      });
    }
  }
}

const valuesOf = (row: TokenRow) => [
  row.tokenId,
  row.kind,
  row.hash,
  row.nodeId,
  row.userIds && JSON.stringify(row.userIds),
  row.scopes && JSON.stringify(row.scopes),
  row.name,
  row.expiresAt,
  row.createdAt,
];

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
