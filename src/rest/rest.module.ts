import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';

import { AllowedMethods } from './allowed-methods.js';
import { CommandsController } from './commands.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { RootController } from './root.controller.js';
import { TokenGate } from './token-gate.interceptor.js';
import { createValidationPipe } from './validation.pipe.js';

/** What both roles share over HTTP: errors, validation, and the commands. */
@Module({
  controllers: [CommandsController, RootController],
  providers: [
    AllowedMethods,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: TokenGate },
    { provide: APP_PIPE, useFactory: createValidationPipe },
  ],
  exports: [AllowedMethods],
})
export class RestModule {}
