import type { CustomDecorator, ExecutionContext } from '@nestjs/common';
import { createParamDecorator, SetMetadata } from '@nestjs/common';

import type { Scope } from '../dispatch/scope.js';
import type { Principal, PrincipalKind } from './auth.contract.js';

export const PUBLIC_KEY = 'auth:public';
export const ALLOW_KEY = 'auth:allow';
export const SCOPE_KEY = 'auth:scope';
export const OUTLIVES_KEY = 'auth:outlives';

/** A request that passed the guard. */
export interface AuthenticatedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query?: unknown;
  principal?: Principal;
  /** What the route asks of a token. */
  scope?: Scope | 'by-command';
  /** What the request made or settled, for the audit log; null: nothing that is worth a record. */
  auditTarget?: string | null;
}

/** Tells by a request whether it needs no token; the route then checks whatever it needs instead. */
export type IsOpen = (request: { readonly query?: unknown }) => boolean;

/** Opens a route to everybody, or to those requests alone that prove their right in another way. */
export const Public = (isOpen: IsOpen = () => true): CustomDecorator => SetMetadata(PUBLIC_KEY, isOpen);

/**
 * Names the kinds of tokens that may use a route; without it, operators and services may.
 *
 * @public
 */
export const Allow = (...kinds: readonly PrincipalKind[]): CustomDecorator => SetMetadata(ALLOW_KEY, kinds);

/**
 * Names the scope that a token needs for a route; without it, reading needs `commands:read` and everything else `commands:write`.
 *
 * @param scope `by-command` leaves the check to whoever knows which command is called
 */
export const NeedsScope = (scope: Scope | 'by-command'): CustomDecorator => SetMetadata(SCOPE_KEY, scope);

/** Lets the answers of a route be written although their token ends meanwhile: the request may be what ends it. */
export const OutlivesToken = (): CustomDecorator => SetMetadata(OUTLIVES_KEY, true);

/** Gives a handler who stands behind the request. */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | undefined => {
    return context.switchToHttp().getRequest<AuthenticatedRequest>().principal;
  },
);
