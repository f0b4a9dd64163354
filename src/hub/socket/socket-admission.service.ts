import type { IncomingMessage } from 'node:http';

import { Injectable } from '@nestjs/common';

import type { Principal } from '../../auth/auth.contract.js';
import { TokenService } from '../../auth/token.service.js';
import type { UpgradeRefusal } from './upgrade-request.js';
import { NODE_PATHS, readUpgradeRequest } from './upgrade-request.js';

/** The answer to a request for a socket. */
export type Admission =
  | { readonly kind: 'admitted'; readonly principal: Principal }
  | { readonly kind: 'refused'; readonly refusal: UpgradeRefusal };

/** Requests that may be checked at one time; a fleet that returns at once is spread by its own jitter. */
const MAX_PENDING = 2_000;

/** Decides before the upgrade who may open a socket. */
@Injectable()
export class SocketAdmission {
  private pendingCount = 0;
  private isClosed = false;

  constructor(private readonly tokens: TokenService) {}

  /** Admits nobody any more: the hub stops. */
  close(): void {
    this.isClosed = true;
  }

  /** Checks path and token of an upgrade request. */
  async admit(request: IncomingMessage): Promise<Admission> {
    const asked = readUpgradeRequest(request);
    if (!asked) return refuse(400, 'INVALID_MESSAGE', 'The URL can not be read.');
    if (!NODE_PATHS.has(asked.path)) return refuse(404, 'NOT_FOUND', 'Nodes connect at / or /gateway.');
    if (this.isClosed) return refuse(503, 'UNAVAILABLE', 'The hub is stopping.', 2);
    if (asked.token === null) return refuse(401, 'UNAUTHENTICATED', 'Send the header `Authorization: Bearer <token>`.');
    if (this.pendingCount >= MAX_PENDING) return refuse(429, 'RATE_LIMITED', 'Too many connections at once.', 1);
    this.pendingCount += 1;
    try {
      return judge(await this.tokens.verify(asked.token));
    } finally {
      this.pendingCount -= 1;
    }
  }
}

const judge = (principal: Principal | null): Admission => {
  if (!principal) return refuse(401, 'UNAUTHENTICATED', 'The token is not known here.');
  if (principal.kind !== 'node')
    return refuse(403, 'FORBIDDEN', `A token of kind ${principal.kind} can not join as a node.`);
  return { kind: 'admitted', principal };
};

const refuse = (
  status: UpgradeRefusal['status'],
  code: UpgradeRefusal['code'],
  detail: string,
  retryAfterSeconds?: number,
): Admission => ({
  kind: 'refused',
  refusal: { status, code, detail, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) },
});
