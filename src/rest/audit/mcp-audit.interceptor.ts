import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

import { AuditLog } from '../../audit/audit-log.service.js';
import type { AuthenticatedRequest } from '../../auth/auth.decorators.js';
import { isRecord } from '../../common/json.js';
import { CommandCatalogue } from '../../dispatch/command-catalogue.js';
import { ClientAddress } from '../../network/client-address.service.js';
import { targetOf } from './audit-target.js';

/** Path of the messages of MCP, whose answers are written past the framework and its hooks. */
export const MCP_ROUTE = '/mcp';

type Called = FastifyRequest & AuthenticatedRequest;

/** Records the tools that are called over MCP, as they are called: how a call ends stands inside of its answer. */
@Injectable()
export class McpAudit implements NestInterceptor {
  constructor(
    private readonly log: AuditLog,
    private readonly commands: CommandCatalogue,
    private readonly addresses: ClientAddress,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() === 'http') {
      const request = context.switchToHttp().getRequest<Called>();
      if (request.routeOptions.url === MCP_ROUTE) await this.note(request);
    }
    return next.handle();
  }

  private async note({ body, principal, raw }: Called): Promise<void> {
    if (!principal) return;
    for (const { name, args } of callsIn(body)) {
      if ((await this.commands.find(name))?.effect === 'reads') continue;
      this.log.record({
        actor: principal.tokenId,
        users: principal.userIds?.join(',') ?? null,
        action: `tool ${name}`,
        target: targetOf(args),
        door: 'mcp',
        address: this.addresses.of(raw),
        outcome: 'called',
      });
    }
  }
}

/** The calls of tools in a message, or in a list of messages. */
const callsIn = (body: unknown): readonly { readonly name: string; readonly args: unknown }[] => {
  if (Array.isArray(body)) return body.flatMap((message: unknown) => (Array.isArray(message) ? [] : callsIn(message)));
  if (!isRecord(body) || body['method'] !== 'tools/call' || !isRecord(body['params'])) return [];
  const { name, arguments: args } = body['params'];
  return typeof name === 'string' ? [{ name, args }] : [];
};
