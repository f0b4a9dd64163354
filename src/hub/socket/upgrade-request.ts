import type { IncomingMessage } from 'node:http';

import { bearerToken } from '../../auth/auth.contract.js';
import { withoutEndSlashes } from '../../common/end-slashes.js';

/** What an upgrade request asks for, with its token taken out of the URL. */
export interface UpgradeRequest {
  readonly path: string;
  readonly token: string | null;
}

/** Why a socket isn't opened. */
export interface UpgradeRefusal {
  readonly status: 400 | 401 | 403 | 404 | 429 | 503;
  readonly code: 'INVALID_MESSAGE' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'RATE_LIMITED' | 'UNAVAILABLE';
  readonly detail: string;
  readonly retryAfterSeconds?: number;
}

const TITLES: Readonly<Record<UpgradeRefusal['status'], string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

/** Paths on which nodes connect: the reference node uses whatever URL it was given, mostly the root. */
export const NODE_PATHS: ReadonlySet<string> = new Set(['/', '/gateway']);

/**
 * Reads an upgrade request. The token comes from the `Authorization` header or, as the reference node sends it, from
 * `?token=`; the request's own URL is cut to its path, so that no later reader can log the token.
 *
 * @returns null when the URL can't be read
 */
export const readUpgradeRequest = (request: IncomingMessage): UpgradeRequest | null => {
  const url = URL.parse(request.url ?? '/', 'http://hub');
  if (!url) return null;
  request.url = url.pathname;
  const path = withoutEndSlashes(url.pathname) || '/';
  return { path, token: bearerToken(request.headers.authorization) ?? url.searchParams.get('token') };
};

/** Writes a refusal as a complete HTTP response with a problem document. */
export const writeRefusal = ({ status, code, detail, retryAfterSeconds }: UpgradeRefusal): string => {
  const title = TITLES[status];
  const body = JSON.stringify({ type: 'about:blank', title, status, code, detail });
  const headers = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    ...(retryAfterSeconds === undefined ? [] : [`Retry-After: ${retryAfterSeconds}`]),
  ];
  return `${headers.join('\r\n')}\r\n\r\n${body}`;
};
