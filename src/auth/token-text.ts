import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import type { PrincipalKind } from './auth.contract.js';

const TOKEN_BYTES = 32;
const PREFIXES: Readonly<Record<PrincipalKind, string>> = { operator: 'nt_op_', node: 'nt_node_', service: 'nt_svc_' };

/** Makes a token with 256 random bits; its prefix tells its kind to people and to secret scanners. */
export const newTokenText = (kind: PrincipalKind): string =>
  `${PREFIXES[kind]}${randomBytes(TOKEN_BYTES).toString('base64url')}`;

/** Reads the kind of a stored token; one that only a newer version knows may do no more than a service. */
export const kindOf = ({ kind }: { readonly kind: string }): PrincipalKind =>
  kind === 'operator' || kind === 'node' ? kind : 'service';

/** What is kept of a token. A plain SHA-256 suffices, because the token itself can't be guessed. */
export const hashToken = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Compares two hashes of the same length in constant time. */
export const isSameHash = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
