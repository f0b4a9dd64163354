import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { AuthGuard } from './auth.guard.js';
import { HeldTokens } from './held-tokens.service.js';
import { TokenAdmin } from './token-admin.service.js';
import { TokenRotation } from './token-rotation.service.js';
import { TokenService } from './token.service.js';
import { TokenUsage } from './token-usage.service.js';
import { TokensController } from './tokens.controller.js';

/** Tokens, and the guard in front of every HTTP route. */
@Global()
@Module({
  controllers: [TokensController],
  providers: [
    TokenUsage,
    TokenService,
    HeldTokens,
    TokenAdmin,
    TokenRotation,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [TokenService, HeldTokens, TokenRotation],
})
export class AuthModule {}
