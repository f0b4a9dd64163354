import { randomUUID } from 'node:crypto';

import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import type { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

import type { Principal } from '../auth/auth.contract.js';
import { HeldTokens } from '../auth/held-tokens.service.js';
import { readVersion } from '../config/version.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { McpResources } from './mcp-resources.service.js';
import { McpTools } from './mcp-tools.service.js';

/** A conversation with one client, over as many requests as it takes. */
export interface McpSession {
  readonly id: string;
  readonly tokenId: string;
  readonly transport: StreamableHTTPServerTransport;
  /** Requests that aren't answered; one that waits for notices counts too. */
  openCount: number;
  usedMs: number;
}

const MAX_SESSIONS = 256;
/** Clients that are started anew leave their old session behind: those of one token push each other out. */
const MAX_SESSIONS_PER_TOKEN = 32;
const IDLE_MS = 1_800_000;
const SWEEP_MS = 60_000;

/** The sessions of MCP's clients: opened by whoever asks, used only by the token that opened them, closed when idle. */
@Injectable()
export class McpSessions implements BeforeApplicationShutdown {
  private readonly logger = new Logger(McpSessions.name);
  private readonly sessions = new Map<string, McpSession>();
  private sweeper: NodeJS.Timeout | null = null;
  private isClosed = false;

  constructor(
    private readonly tools: McpTools,
    private readonly resources: McpResources,
    private readonly held: HeldTokens,
  ) {}

  /** @throws ProtocolError `NOT_FOUND`, also for the session of another token */
  get(id: string, { tokenId }: Principal): McpSession {
    const session = this.sessions.get(id);
    if (session?.tokenId === tokenId) return session;
    throw new ProtocolError('NOT_FOUND', 'This session is over', { hint: 'Send initialize to open another one.' });
  }

  /**
   * Opens a session.
   *
   * @throws ProtocolError `RATE_LIMITED` when there is no room and every session is busy
   */
  async open(principal: Principal, isReadOnly: boolean): Promise<McpSession> {
    if (this.isClosed) throw new ProtocolError('UNAVAILABLE', 'The server is stopping');
    this.makeRoom(principal.tokenId);
    const id = randomUUID();
    // The SDK is loaded by the first client, not by every start.
    const { createMcpServer } = await import('./mcp-server.js');
    const { StreamableHTTPServerTransport } = await import('@modelcontextprotocol/sdk/server/streamableHttp.js');
    const { userIds, scopes, tokenId } = principal;
    const identity = { caller: { door: 'mcp', userIds, scopes } as const, mayWrite: !isReadOnly };
    const server = createMcpServer({ tools: this.tools, resources: this.resources, identity, version: readVersion() });
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => id });
    const session = { id, tokenId, transport, openCount: 0, usedMs: performance.now() };
    server.onerror = (error) => {
      this.logger.debug('session error', { session_id: id.slice(0, 8), reason: error.message });
    };
    const release = this.held.hold(principal, { end: () => void this.close(session) });
    server.onclose = () => {
      release();
      this.sessions.delete(id);
    };
    this.sessions.set(id, session);
    this.sweeper ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
    await server.connect(transport);
    return session;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    if (this.sweeper) clearInterval(this.sweeper);
    await Promise.all([...this.sessions.values()].map((session) => this.close(session)));
  }

  /** Ends a session; calls that are under way in it are cancelled. */
  async close({ id, transport }: McpSession): Promise<void> {
    this.sessions.delete(id);
    await transport.close().catch((error: unknown) => {
      this.logger.debug('session did not close', { reason: String(error) });
    });
  }

  private sweep(nowMs = performance.now()): void {
    for (const session of this.sessions.values()) {
      if (session.openCount === 0 && nowMs - session.usedMs > IDLE_MS) void this.close(session);
    }
  }

  private makeRoom(tokenId: string): void {
    const all = [...this.sessions.values()];
    const own = all.filter((session) => session.tokenId === tokenId);
    const crowd = own.length >= MAX_SESSIONS_PER_TOKEN ? own : all.length >= MAX_SESSIONS ? all : [];
    if (crowd.length === 0) return;
    const oldest = crowd.filter(({ openCount }) => openCount === 0).sort((a, b) => a.usedMs - b.usedMs)[0];
    if (!oldest) throw new ProtocolError('RATE_LIMITED', 'Too many sessions are open', { retryAfterMs: 5000 });
    void this.close(oldest);
  }
}
