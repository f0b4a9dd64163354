import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { AuthGuard } from './auth.guard.js';
import { TokenAdmin } from './token-admin.service.js';
import { TokenService } from './token.service.js';
import { TokensController } from './tokens.controller.js';

/** Tokens, and the guard in front of every HTTP route. */
@Global()
@Module({
  controllers: [TokensController],
  providers: [TokenService, TokenAdmin, { provide: APP_GUARD, useClass: AuthGuard }],
  exports: [TokenService],
})
export class AuthModule {}
