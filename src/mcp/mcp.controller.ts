import { All, Controller, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Principal } from '../auth/auth.contract.js';
import { CurrentPrincipal, NeedsScope } from '../auth/auth.decorators.js';
import { isRecord } from '../common/json.js';
import { onceClosed } from '../network/once-closed.js';
import { AppConfig } from '../config/app-config.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { McpSession } from './mcp-sessions.service.js';
import { McpSessions } from './mcp-sessions.service.js';
import { isAllowedOrigin } from './origin.js';

const SESSION_HEADER = 'mcp-session-id';

/**
 * MCP over Streamable HTTP. The SDK writes the answers; here is decided who may speak, in which session.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports
 */
@ApiExcludeController()
@NeedsScope('by-command')
@Controller('mcp')
export class McpController {
  private readonly origins: readonly string[];

  constructor(
    private readonly sessions: McpSessions,
    { mcpOrigins }: AppConfig,
  ) {
    this.origins = mcpOrigins === undefined ? [] : mcpOrigins.split(',');
  }

  @All()
  async handle(
    @Req() request: FastifyRequest,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isAllowedOrigin(request.headers.origin, this.origins)) {
      throw new ProtocolError('FORBIDDEN', 'Pages of this origin may not use MCP here', {
        hint: 'Name the origin in MCP_ORIGINS.',
      });
    }
    const session = await this.sessionOf(request, principal);
    reply.hijack();
    occupy(session, reply);
    await session.transport.handleRequest(request.raw, reply.raw, request.body);
  }

  private async sessionOf({ headers, body, query }: FastifyRequest, principal: Principal): Promise<McpSession> {
    const id = headers[SESSION_HEADER];
    if (typeof id === 'string') return this.sessions.get(id, principal);
    if (isRecord(body) && body['method'] === 'initialize') {
      return await this.sessions.open(principal, isRecord(query) && query['read_only'] === 'true');
    }
    throw new ProtocolError('INVALID_MESSAGE', 'The request names no session', {
      hint: `Send initialize first, then the header ${SESSION_HEADER} of its answer with each request.`,
    });
  }
}

const occupy = (session: McpSession, { raw }: FastifyReply): void => {
  session.openCount += 1;
  session.usedMs = performance.now();
  onceClosed(raw, () => {
    session.openCount -= 1;
    session.usedMs = performance.now();
  });
};
