import type { ServerResponse } from 'node:http';

import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { onceClosed } from '../network/once-closed.js';
import type { Scope } from '../dispatch/scope.js';
import { requireScope } from '../dispatch/scope.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { AuthenticatedRequest, IsOpen } from './auth.decorators.js';
import { ALLOW_KEY, OUTLIVES_KEY, PUBLIC_KEY, SCOPE_KEY } from './auth.decorators.js';
import type { Principal, PrincipalKind } from './auth.contract.js';
import { bearerToken } from './auth.contract.js';
import { HeldTokens } from './held-tokens.service.js';
import { TokenService } from './token.service.js';

const DEFAULT_KINDS: readonly PrincipalKind[] = ['operator', 'service'];

/** The part of an HTTP answer that the guard needs. */
interface Answer {
  readonly raw: ServerResponse;
}

/**
 * Lets a request in when its bearer token is known, of a kind that the route allows, and holds the scope that it needs.
 * An answer that isn't written when the token ends, such as a stream of events, is broken off.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenService,
    private readonly held: HeldTokens,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // The hub checks a socket's token before the upgrade.
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (this.reflector.getAllAndOverride<IsOpen | undefined>(PUBLIC_KEY, targets)?.(request) === true) return true;
    const principal = await this.authenticate(request);
    request.principal = principal;
    const allowed = this.reflector.getAllAndOverride<readonly PrincipalKind[] | undefined>(ALLOW_KEY, targets);
    if (!(allowed ?? DEFAULT_KINDS).includes(principal.kind)) {
      throw new ProtocolError('FORBIDDEN', `A token of kind ${principal.kind} may not use this.`, {
        hint: 'Use the operator token that was printed at the first start.',
      });
    }
    const wanted = this.reflector.getAllAndOverride<Scope | 'by-command' | undefined>(SCOPE_KEY, targets);
    const scope = wanted ?? defaultScope(request);
    request.scope = scope;
    if (scope !== 'by-command') requireScope(principal.scopes, scope, 'this route');
    if (this.reflector.getAllAndOverride<true | undefined>(OUTLIVES_KEY, targets) !== true) {
      this.holdAnswer(context.switchToHttp().getResponse<Answer>(), principal);
    }
    return true;
  }

  private holdAnswer({ raw }: Answer, principal: Principal): void {
    onceClosed(raw, this.held.hold(principal, { end: () => raw.destroy() }));
  }

  private async authenticate({ headers }: AuthenticatedRequest): Promise<Principal> {
    const token = bearerToken(headers['authorization']);
    if (token === null) {
      throw new ProtocolError('UNAUTHENTICATED', 'The request has no bearer token.', {
        hint: 'Send the header `Authorization: Bearer <token>`.',
      });
    }
    const principal = await this.tokens.verify(token);
    if (principal === null) throw new ProtocolError('UNAUTHENTICATED', 'The token is not known here.');
    return principal;
  }
}

const defaultScope = ({ method }: AuthenticatedRequest): Scope =>
  method === 'GET' || method === 'HEAD' ? 'commands:read' : 'commands:write';
