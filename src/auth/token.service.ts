import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';

import { newId } from '../common/ids.js';
import { AppConfig } from '../config/app-config.js';
import { Database } from '../database/database.js';
import { SCOPES } from '../dispatch/scope.js';
import type { Principal, PrincipalKind } from './auth.contract.js';
import type { TokenState } from './token-end.js';
import { ReplacedTokenTextRow, TokenRow } from './token.entity.js';
import { hashToken, isSameHash, kindOf, newTokenText } from './token-text.js';
import { TokenUsage } from './token-usage.service.js';

/** A token that was just made; its text exists nowhere else. */
export interface NewToken {
  readonly kind: PrincipalKind;
  readonly text: string;
}

/** How long a token that was found stays known without asking the database. */
const CACHE_MS = 5000;
/** Begins the id of the token of a process's own node. */
const LOCAL_NODE = 'local-node';
const MAX_CACHED = 1000;
/** Tokens that one statement asks for. */
const MAX_ASKED = 500;
const FIRST_TOKEN_SQL =
  'INSERT INTO tokens (token_id, kind, hash, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (token_id) DO NOTHING';

/** Gives out the first tokens and tells who stands behind one. */
@Injectable()
export class TokenService {
  /** Tokens of the configuration and of this process's own node: never stored. */
  private readonly fixed: Principal[] = [];
  private readonly cache = new Map<string, { readonly principal: Principal; readonly expiresAt: number }>();
  /** Counts what has made the cache wrong, so that a look at the database from before isn't kept. */
  private epoch = 0;

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
    private readonly usage: TokenUsage,
  ) {
    const { hubOperatorToken, hubNodeToken, role } = config;
    if (hubOperatorToken !== undefined) this.addFixed('operator', hubOperatorToken, 'config-operator');
    if (hubNodeToken !== undefined && role !== 'node') this.addFixed('node', hubNodeToken, 'config-node');
  }

  /** Tells who stands behind a token; null when it is not known. */
  async verify(token: string): Promise<Principal | null> {
    const hash = hashToken(token);
    const fixed = this.fixed.find(({ textHash }) => isSameHash(textHash, hash));
    if (fixed !== undefined) return fixed;
    const principal = this.recall(hash) ?? (await this.find(hash));
    if (principal) this.usage.note(principal.tokenId);
    return principal;
  }

  /** Tells whether a token is one of the configuration or of this process's own node. */
  isFixed(tokenId: string): boolean {
    return this.fixed.some((principal) => principal.tokenId === tokenId);
  }

  /** Asks the database again about every token: one of them was revoked or rotated. */
  forgetVerified(): void {
    this.epoch += 1;
    this.cache.clear();
  }

  /** Reads how tokens stand; one that is gone is there as null. */
  async statesOf(tokenIds: readonly string[]): Promise<ReadonlyMap<string, TokenState>> {
    const states = new Map<string, TokenState>(tokenIds.map((tokenId) => [tokenId, null]));
    for (let from = 0; from < tokenIds.length; from += MAX_ASKED) {
      const asked = tokenIds.slice(from, from + MAX_ASKED);
      // The tokens first: a text that a rotation replaces in between is then found twice, not never.
      const rows = await this.database.repository(TokenRow).findBy({ tokenId: In(asked) });
      const replaced = await this.database.repository(ReplacedTokenTextRow).findBy({ tokenId: In(asked) });
      for (const { tokenId, hash, expiresAt } of rows) {
        const own = replaced.filter((text) => text.tokenId === tokenId);
        states.set(tokenId, { hash, expiresAt, replaced: new Map(own.map((text) => [text.hash, text.endsAt])) });
      }
    }
    return states;
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
    this.addFixed('node', text, `${LOCAL_NODE}-${newId()}`);
    return text;
  }

  /** Tells whether a token is the one of the node inside this process. */
  isLocalNode({ tokenId }: Principal): boolean {
    return tokenId.startsWith(`${LOCAL_NODE}-`);
  }

  private recall(hash: string): Principal | null {
    const cached = this.cache.get(hash);
    return cached !== undefined && cached.expiresAt > Date.now() ? cached.principal : null;
  }

  private async find(hash: string): Promise<Principal | null> {
    const { epoch } = this;
    const found = (await this.findCurrent(hash)) ?? (await this.findReplaced(hash));
    if (found === null || (found.endsAt !== null && found.endsAt <= Date.now())) return null;
    if (epoch === this.epoch) this.remember(found);
    return found;
  }

  private async findCurrent(hash: string): Promise<Principal | null> {
    const row = await this.database.repository(TokenRow).findOneBy({ hash });
    return row && isSameHash(row.hash, hash) ? principalOf(row, hash, row.expiresAt) : null;
  }

  private async findReplaced(hash: string): Promise<Principal | null> {
    const text = await this.database.repository(ReplacedTokenTextRow).findOneBy({ hash });
    if (!text || !isSameHash(text.hash, hash)) return null;
    const row = await this.database.repository(TokenRow).findOneBy({ tokenId: text.tokenId });
    return row && principalOf(row, hash, Math.min(text.endsAt, row.expiresAt ?? Infinity));
  }

  /** The row's fixed id lets only one of several processes make the token. */
  private async makeFirst(kind: PrincipalKind): Promise<NewToken | null> {
    const text = newTokenText(kind);
    const [changed] = await this.database.atomic([
      { sql: FIRST_TOKEN_SQL, params: [`first-${kind}`, kind, hashToken(text), Date.now()] },
    ]);
    return changed === 1 ? { kind, text } : null;
  }

  private addFixed(kind: PrincipalKind, text: string, tokenId: string): void {
    const textHash = hashToken(text);
    this.fixed.push({ kind, tokenId, nodeId: null, userIds: null, scopes: null, textHash, endsAt: null });
  }

  private remember(principal: Principal): void {
    if (this.cache.size >= MAX_CACHED) this.cache.clear();
    const expiresAt = Math.min(Date.now() + CACHE_MS, principal.endsAt ?? Infinity);
    this.cache.set(principal.textHash, { principal, expiresAt });
  }
}

const principalOf = (row: TokenRow, textHash: string, endsAt: number | null): Principal => ({
  kind: kindOf(row),
  tokenId: row.tokenId,
  nodeId: row.nodeId,
  userIds: row.userIds,
  // A scope that only a newer version of this program knows allows nothing here.
  scopes: row.scopes && SCOPES.filter((scope) => row.scopes?.includes(scope)),
  textHash,
  endsAt,
});
