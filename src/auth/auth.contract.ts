import type { Scopes } from '../dispatch/scope.js';

/** What a token is for: running the hub, joining it as a node, or calling it from a program. */
export const PRINCIPAL_KINDS = ['operator', 'node', 'service'] as const;
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number];

/** Who stands behind a request. */
export interface Principal {
  readonly kind: PrincipalKind;
  readonly tokenId: string;
  /** The only node that may join with this token; null when any may. */
  readonly nodeId: string | null;
  /** The users for whom the caller may act; null when for all. */
  readonly userIds: readonly string[] | null;
  /** What the caller may do; null when everything that its kind may. */
  readonly scopes: Scopes;
  /** Hash of the text that was shown; a token that is being rotated has several. */
  readonly textHash: string;
  /** From when on that text isn't taken any more, in milliseconds since 1970; null when that isn't known yet. */
  readonly endsAt: number | null;
}

/** Why a token, or one of its texts, isn't taken any more. */
export type TokenEnd = 'revoked' | 'expired' | 'replaced';

/** Whatever lives longer than one check of its token: a session, a stream, an answer that isn't written yet. */
export interface TokenHolder {
  /** Called once, when the token ends before its holder does. */
  end(why: TokenEnd): void;
  /** Takes the token's new text; true when it could be handed on. */
  rotated?(text: string, oldEndsAt: number): boolean;
}

/** Reads the token out of an `Authorization` header; null when there is none. */
export const bearerToken = (header: string | readonly string[] | undefined): string | null =>
  typeof header === 'string' ? (/^Bearer +(\S+) *$/i.exec(header)?.[1] ?? null) : null;
