import type { IncomingMessage } from 'node:http';

import { Injectable, Logger } from '@nestjs/common';

import { AuditLog } from '../../audit/audit-log.service.js';
import type { Principal } from '../../auth/auth.contract.js';
import { TokenService } from '../../auth/token.service.js';
import { AppConfig } from '../../config/app-config.js';
import { ClientAddress } from '../../network/client-address.service.js';
import { clientCertificateFault } from '../../network/client-certificate.js';
import type { Rejection } from '../../network/entrance.service.js';
import { Entrance } from '../../network/entrance.service.js';
import { isOwnOrigin } from '../../network/host-header.js';
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
  private readonly logger = new Logger(SocketAdmission.name);
  private pendingCount = 0;
  private isClosed = false;

  constructor(
    private readonly tokens: TokenService,
    private readonly entrance: Entrance,
    private readonly addresses: ClientAddress,
    private readonly config: AppConfig,
    private readonly audit: AuditLog,
  ) {}

  /** Admits nobody any more: the hub stops. */
  close(): void {
    this.isClosed = true;
  }

  /** Checks listener, address, certificate, path and token of an upgrade request. */
  async admit(request: IncomingMessage): Promise<Admission> {
    const admission = await this.judge(request);
    if (admission.kind === 'refused') {
      const { status, code, detail } = admission.refusal;
      const address = this.addresses.of(request);
      this.logger.log('node refused', { address, status, reason: detail });
      if (AUDITED.has(status)) {
        this.audit.recordRefusal({
          actor: 'anonymous',
          action: 'node.refused',
          door: 'socket',
          address,
          outcome: code,
        });
      }
    }
    return admission;
  }

  private async judge(request: IncomingMessage): Promise<Admission> {
    const asked = readUpgradeRequest(request);
    if (!asked) return refuse(400, 'INVALID_MESSAGE', 'The URL can not be read.');
    const rejection = this.entrance.judge(request, ['nodes']);
    if (rejection) return rejected(rejection);
    if (!NODE_PATHS.has(asked.path)) return refuse(404, 'NOT_FOUND', 'Nodes connect at / or /gateway.');
    if (this.isClosed) return refuse(503, 'UNAVAILABLE', 'The hub is stopping.', 2);
    const fault = this.faultOfPeer(request);
    if (fault !== null) return refuse(403, 'FORBIDDEN', fault);
    if (asked.token === null) return refuse(401, 'UNAUTHENTICATED', NO_TOKEN);
    const wait = this.entrance.judgeTokenTry(request);
    if (wait) return rejected(wait);
    if (this.pendingCount >= MAX_PENDING) return refuse(429, 'RATE_LIMITED', 'Too many connections at once.', 1);
    return this.judgeToken(asked.token, request);
  }

  /** A page of a browser is no node; nodes may have to show a certificate. */
  private faultOfPeer(request: IncomingMessage): string | null {
    const { origin, host } = request.headers;
    if (!isOwnOrigin(origin, host)) return 'Pages of another origin may not open sockets here; nodes send no Origin.';
    return this.entrance.isInternal(request) ? null : clientCertificateFault(request.socket, this.config.tlsClientCert);
  }

  private async judgeToken(token: string, request: IncomingMessage): Promise<Admission> {
    this.pendingCount += 1;
    try {
      const principal = await this.tokens.verify(token);
      if (!principal) this.entrance.noteWrongToken(request);
      else if (this.entrance.isInternal(request) && !this.tokens.isLocalNode(principal))
        return refuse(403, 'FORBIDDEN', "This listener is for the hub's own node.");
      return judgePrincipal(principal);
    } finally {
      this.pendingCount -= 1;
    }
  }
}

const NO_TOKEN =
  'No token was shown. Give the node one (GATEWAY_AUTH_TOKEN_FILE) or pair it (nodetool gateway pair); it goes into the header `Authorization: Bearer <token>`.';

/** Who isn't let in, in contrast to who asks for something that isn't there. */
const AUDITED: ReadonlySet<number> = new Set([401, 403, 429]);

const judgePrincipal = (principal: Principal | null): Admission => {
  if (!principal) return refuse(401, 'UNAUTHENTICATED', 'The token is not known here.');
  if (principal.kind !== 'node')
    return refuse(403, 'FORBIDDEN', `A token of kind ${principal.kind} can not join as a node.`);
  return { kind: 'admitted', principal };
};

const STATUS = { NOT_FOUND: 404, FORBIDDEN: 403, RATE_LIMITED: 429 } as const;

const rejected = ({ code, message, hint, retryAfterMs }: Rejection): Admission =>
  refuse(
    STATUS[code],
    code,
    `${message}. ${hint}`,
    retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000),
  );

const refuse = (
  status: UpgradeRefusal['status'],
  code: UpgradeRefusal['code'],
  detail: string,
  retryAfterSeconds?: number,
): Admission => ({
  kind: 'refused',
  refusal: { status, code, detail, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) },
});
