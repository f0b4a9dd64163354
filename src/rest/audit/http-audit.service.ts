import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { AuditLog } from '../../audit/audit-log.service.js';
import type { AuditEntry } from '../../audit/audit-entry.js';
import type { AuthenticatedRequest } from '../../auth/auth.decorators.js';
import { isRecord } from '../../common/json.js';
import { CommandCatalogue } from '../../dispatch/command-catalogue.js';
import type { ExecutedCommand } from '../../dispatch/dispatcher.js';
import { Dispatcher } from '../../dispatch/dispatcher.js';
import { ClientAddress } from '../../network/client-address.service.js';
import type { ProblemRequest } from '../problem.filter.js';
import { targetOf } from './audit-target.js';
import { MCP_ROUTE } from './mcp-audit.interceptor.js';

type Audited = FastifyRequest & AuthenticatedRequest & ProblemRequest;

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
const REFUSED = new Set([401, 403, 429]);
/** What is done to tokens, settings and machines is answered only after it has left its trace. */
const AWAITED: ReadonlySet<unknown> = new Set(['admin', 'nodes:admin']);

/** Records what changes something and what is refused, at the one place where every request over HTTP ends. */
@Injectable()
export class HttpAudit implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly log: AuditLog,
    private readonly commands: CommandCatalogue,
    private readonly dispatcher: Dispatcher,
    private readonly addresses: ClientAddress,
  ) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    server.addHook('onSend', async (request, reply, payload) => {
      await this.note(request, reply);
      return payload;
    });
    this.dispatcher.watch((executed) => {
      if (executed.caller.door === 'link') this.noteLinked(executed);
    });
  }

  private async note(request: Audited, reply: FastifyReply): Promise<void> {
    const entry = entryOf(request, reply, this.addresses.of(request.raw));
    if (entry === null) return;
    // Who needs no token could fill the log with what fails.
    if (REFUSED.has(reply.statusCode) || (reply.statusCode >= 400 && !request.principal)) {
      this.log.recordRefusal(entry);
      return;
    }
    if (request.auditTarget === null) return;
    if (READING.has(request.method) || (await this.isReading(request))) return;
    if (AWAITED.has(request.scope)) await this.log.recordNow(entry);
    else this.log.record(entry);
  }

  /** A command is called by POST, whatever it does. */
  private async isReading({ params }: Audited): Promise<boolean> {
    const name = commandIn(params);
    return name !== undefined && (await this.commands.find(name))?.effect === 'reads';
  }

  /** A hub's requests to this node leave a trace here as well: the machine may be somebody else's. */
  private noteLinked({ command, args, caller, error }: ExecutedCommand): void {
    if (command.effect === 'reads') return;
    this.log.record({
      actor: 'hub',
      users: caller.userIds?.join(',') ?? null,
      action: command.name,
      target: targetOf(args),
      door: 'link',
      outcome: error?.code ?? 'ok',
    });
  }
}

const entryOf = (request: Audited, reply: FastifyReply, address: string): AuditEntry | null => {
  const route = request.routeOptions.url;
  if (route === undefined) return null;
  const isMcp = route === MCP_ROUTE;
  // `McpAudit` records what is called there.
  if (isMcp && !REFUSED.has(reply.statusCode)) return null;
  const { principal } = request;
  return {
    actor: principal?.tokenId ?? 'anonymous',
    users: principal?.userIds?.join(',') ?? null,
    action: `${request.method} ${route}`,
    target: targetOf(request.params) ?? request.auditTarget ?? madeBy(reply),
    door: isMcp ? 'mcp' : 'rest',
    address,
    outcome: outcomeOf(request, reply),
  };
};

const outcomeOf = ({ problemCode }: Audited, { statusCode }: FastifyReply): string =>
  problemCode ?? (statusCode >= 400 ? `HTTP_${String(statusCode)}` : 'ok');

/** The id of what a request made, which ends the place that the answer names. */
const madeBy = (reply: FastifyReply): string | null => {
  const place = reply.getHeader('location');
  return typeof place === 'string' ? (place.split('/').at(-1) ?? null) : null;
};

const commandIn = (params: unknown): string | undefined => {
  if (!isRecord(params)) return undefined;
  const name = params['command'] ?? params['name'];
  return typeof name === 'string' ? name : undefined;
};
