import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

import type { Principal } from '../auth/auth.contract.js';
import { TokenService } from '../auth/token.service.js';
import { AppConfig } from '../config/app-config.js';
import { clientCertificateFault } from '../network/client-certificate.js';
import { Entrance } from '../network/entrance.service.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { rejected } from './request-door.js';

/** What is judged once it is known whose token came: how much it asks, and the certificate of a node. */
@Injectable()
export class TokenGate implements NestInterceptor {
  constructor(
    private readonly entrance: Entrance,
    private readonly tokens: TokenService,
    private readonly config: AppConfig,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') this.judge(context.switchToHttp().getRequest<CheckedRequest>());
    return next.handle();
  }

  private judge({ principal, raw }: CheckedRequest): void {
    const isInternal = this.entrance.isInternal(raw);
    if (isInternal && !(principal && this.tokens.isLocalNode(principal)))
      throw new ProtocolError('FORBIDDEN', "This listener is for the hub's own node.");
    if (!principal) return;
    const rejection = this.entrance.judgeToken(principal.tokenId);
    if (rejection) throw rejected(rejection);
    if (principal.kind !== 'node' || isInternal) return;
    const fault = clientCertificateFault(raw.socket, this.config.tlsClientCert);
    if (fault !== null) throw new ProtocolError('FORBIDDEN', fault);
  }
}

/** A request behind the guard; public routes have no principal. */
type CheckedRequest = FastifyRequest & { readonly principal?: Principal };
