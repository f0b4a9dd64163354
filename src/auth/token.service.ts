import { Injectable } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { AppConfig } from '../config/app-config.js';
import { Database } from '../database/database.js';
import { SCOPES } from '../dispatch/scope.js';
import type { Principal, PrincipalKind } from './auth.contract.js';
import { TokenRow } from './token.entity.js';
import { hashToken, isSameHash, newTokenText } from './token-text.js';

/** A token that was just made; its text exists nowhere else. */
export interface NewToken {
  readonly kind: PrincipalKind;
  readonly text: string;
}

interface KnownToken {
  readonly hash: string;
  readonly principal: Principal;
}

/** How long a token that was found stays known without asking the database. */
const CACHE_MS = 5000;
/** Begins the id of the token of a process's own node. */
const LOCAL_NODE = 'local-node';
const MAX_CACHED = 1000;
const FIRST_TOKEN_SQL =
  'INSERT INTO tokens (token_id, kind, hash, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (token_id) DO NOTHING';

/** Gives out tokens and tells who stands behind one. */
@Injectable()
export class TokenService {
  /** Tokens of the configuration and of this process's own node: never stored. */
  private readonly fixed: KnownToken[] = [];
  private readonly cache = new Map<string, { readonly principal: Principal; readonly expiresAt: number }>();

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
  ) {
    const { hubOperatorToken, hubNodeToken, role } = config;
    if (hubOperatorToken !== undefined) this.addFixed('operator', hubOperatorToken, 'config-operator');
    if (hubNodeToken !== undefined && role !== 'node') this.addFixed('node', hubNodeToken, 'config-node');
  }

  /** Tells who stands behind a token; null when it is not known. */
  async verify(token: string): Promise<Principal | null> {
    const hash = hashToken(token);
    const fixed = this.fixed.find((known) => isSameHash(known.hash, hash));
    if (fixed !== undefined) return fixed.principal;
    const cached = this.cache.get(hash);
    if (cached !== undefined && cached.expiresAt > Date.now()) return cached.principal;
    const row = await this.database.repository(TokenRow).findOneBy({ hash });
    if (row === null || !isSameHash(row.hash, hash) || isOver(row)) return null;
    const principal = principalOf(row);
    this.remember(hash, principal, row.expiresAt);
    return principal;
  }

  /** Asks the database again about every token: one of them was revoked. */
  forgetVerified(): void {
    this.cache.clear();
  }

  /**
   * Makes the tokens of a first start: one for the operator and, on a hub, one for nodes.
   * A kind that the configuration fixes or that exists already is left out.
   */
  async ensureFirstTokens(): Promise<readonly NewToken[]> {
    const { role, hubOperatorToken, hubNodeToken } = this.config;
    const wanted: PrincipalKind[] = [];
    if (hubOperatorToken === undefined) wanted.push('operator');
    if (hubNodeToken === undefined && role !== 'node') wanted.push('node');
    const made = await Promise.all(wanted.map((kind) => this.makeFirst(kind)));
    return made.filter((token) => token !== null);
  }

  /** Makes a token for the node inside this process; it ends with the process. */
  mintLocalNodeToken(): string {
    const text = newTokenText('node');
    this.addFixed('node', text, LOCAL_NODE);
    return text;
  }

  /** Tells whether a token is the one of the node inside this process. */
  isLocalNode({ tokenId }: Principal): boolean {
    return tokenId.startsWith(`${LOCAL_NODE}-`);
  }

  /** The row's fixed id lets only one of several processes make the token. */
  private async makeFirst(kind: PrincipalKind): Promise<NewToken | null> {
    const text = newTokenText(kind);
    const [changed] = await this.database.atomic([
      { sql: FIRST_TOKEN_SQL, params: [`first-${kind}`, kind, hashToken(text), Date.now()] },
    ]);
    return changed === 1 ? { kind, text } : null;
  }

  private addFixed(kind: PrincipalKind, text: string, name: string): void {
    const principal = { kind, tokenId: `${name}-${newId()}`, nodeId: null, userIds: null, scopes: null };
    this.fixed.push({ hash: hashToken(text), principal });
  }

  private remember(hash: string, principal: Principal, endsAt: number | null): void {
    if (this.cache.size >= MAX_CACHED) this.cache.clear();
    this.cache.set(hash, { principal, expiresAt: Math.min(Date.now() + CACHE_MS, endsAt ?? Infinity) });
  }
}

const isOver = ({ expiresAt }: TokenRow): boolean => expiresAt !== null && expiresAt <= Date.now();

const principalOf = ({ tokenId, kind, nodeId, userIds, scopes }: TokenRow): Principal => ({
  kind: kind === 'operator' || kind === 'node' ? kind : 'service',
  tokenId,
  nodeId,
  userIds,
  // A scope that only a newer version of this program knows allows nothing here.
  scopes: scopes && SCOPES.filter((scope) => scopes.includes(scope)),
});
