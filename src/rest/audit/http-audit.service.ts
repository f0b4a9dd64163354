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
import type { ProblemRequest } from '../problem.filter.js';
import { idIn, targetOf } from './audit-target.js';

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
  ) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    server.addHook('onSend', async (request, reply, payload) => {
      await this.note(request, reply, payload);
      return payload;
    });
    this.dispatcher.watch((executed) => {
      if (executed.caller.door === 'link') this.noteLinked(executed);
    });
  }

  private async note(request: Audited, reply: FastifyReply, payload: unknown): Promise<void> {
    const entry = entryOf(request, reply, payload);
    if (entry === null) return;
    if (REFUSED.has(reply.statusCode)) {
      this.log.recordRefusal(entry);
      return;
    }
    if (READING.has(request.method) || (await this.isReading(request))) return;
    if (AWAITED.has(request.scope)) await this.log.recordNow(entry);
    else this.log.record(entry);
  }

  /** A command is called by POST, whatever it does. */
  private async isReading({ params, body }: Audited): Promise<boolean> {
    const name = commandIn(params) ?? toolIn(body);
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

const entryOf = (request: Audited, reply: FastifyReply, payload: unknown): AuditEntry | null => {
  const route = request.routeOptions.url;
  if (route === undefined) return null;
  const tool = route === '/mcp' ? toolIn(request.body) : undefined;
  // The other messages of a session do nothing.
  if (route === '/mcp' && tool === undefined && !REFUSED.has(reply.statusCode)) return null;
  const { principal } = request;
  return {
    actor: principal?.tokenId ?? 'anonymous',
    users: principal?.userIds?.join(',') ?? null,
    action: tool === undefined ? `${request.method} ${route}` : `tool ${tool}`,
    target: targetOf(request.params) ?? targetOf(toolArguments(request.body)) ?? idIn(payload),
    door: route === '/mcp' ? 'mcp' : 'rest',
    address: request.ip,
    outcome: outcomeOf(request, reply, tool !== undefined),
  };
};

/** Over MCP the answer to a call stands inside of a message that went well. */
const outcomeOf = ({ problemCode }: Audited, { statusCode }: FastifyReply, isTool: boolean): string => {
  if (problemCode !== undefined) return problemCode;
  if (statusCode >= 400) return `HTTP_${String(statusCode)}`;
  return isTool ? 'called' : 'ok';
};

const commandIn = (params: unknown): string | undefined => {
  if (!isRecord(params)) return undefined;
  const name = params['command'] ?? params['name'];
  return typeof name === 'string' ? name : undefined;
};

const toolIn = (body: unknown): string | undefined => {
  if (!isRecord(body) || body['method'] !== 'tools/call' || !isRecord(body['params'])) return undefined;
  const name = body['params']['name'];
  return typeof name === 'string' ? name : undefined;
};

const toolArguments = (body: unknown): unknown =>
  isRecord(body) && isRecord(body['params']) ? body['params']['arguments'] : undefined;
