import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { CurrentPrincipal, NeedsScope } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/auth.contract.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { restCaller } from './caller.js';
import { goneSignal } from './gone-signal.js';
import { CommandList } from './commands.dto.js';

/** Every command of this process over REST. */
@ApiTags('commands')
@ApiBearerAuth()
@Controller('api/v1/commands')
export class CommandsController {
  constructor(private readonly dispatcher: Dispatcher) {}

  @Get()
  @NeedsScope('by-command')
  @ApiOperation({ summary: 'Lists the commands that this process answers.' })
  @ApiOkResponse({ type: CommandList })
  list(): CommandList {
    return { commands: this.dispatcher.commands().map(({ name, summary }) => ({ name, summary })) };
  }

  /** Each command stands in the OpenAPI document with its own arguments; see `openapi.ts`. */
  @Post(':name')
  @NeedsScope('by-command')
  @HttpCode(200)
  @ApiExcludeEndpoint()
  run(
    @Param('name') name: string,
    @Body() args: unknown,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Record<string, unknown>> {
    const caller = restCaller(principal);
    return this.dispatcher.dispatch({ command: name, args, caller, signal: goneSignal(reply) });
  }
}
