import type { CustomDecorator, ExecutionContext } from '@nestjs/common';
import { createParamDecorator, SetMetadata } from '@nestjs/common';

import type { Principal, PrincipalKind } from './auth.contract.js';

export const PUBLIC_KEY = 'auth:public';
export const ALLOW_KEY = 'auth:allow';

/** A request that passed the guard. */
export interface AuthenticatedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  principal?: Principal;
}

/** Opens a route to everybody. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC_KEY, true);

/**
 * Names the kinds of tokens that may use a route; without it, operators and services may.
 *
 * @public
 */
export const Allow = (...kinds: readonly PrincipalKind[]): CustomDecorator => SetMetadata(ALLOW_KEY, kinds);

/** Gives a handler who stands behind the request. */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | undefined => {
    return context.switchToHttp().getRequest<AuthenticatedRequest>().principal;
  },
);
