import { EventSourceParserStream } from 'eventsource-parser/stream';

import { isRecord } from '../../common/json.js';
import { CliError } from '../cli-error.js';
import type { ClientSettings } from '../hub/client-settings.js';
import { problemError, unreachableError } from '../hub/problem.js';

/** A message of JSON-RPC. */
type Message = Readonly<Record<string, unknown>>;

/** Where a bridge leads, and who gets what comes back. */
export interface BridgeOptions extends ClientSettings {
  readonly mayWrite: boolean;
  readonly send: (message: Message) => void;
}

const SESSION_OVER = 404;
const SERVER_ERROR = -32_000;
const PARSE_ERROR = -32_700;
const GOODBYE_MS = 1_000;

/**
 * Carries messages of MCP from a local client to a server's `/mcp` and back. A session that the server has forgotten, after
 * a restart say, is opened again without the client noticing. Never throws: what fails is answered to the client.
 */
export class McpBridge {
  private readonly url: string;
  private readonly ended = new AbortController();
  private initialize: Message | null = null;
  private sessionId: string | null = null;
  private protocolVersion: string | null = null;
  private reopening: Promise<void> | null = null;

  constructor(private readonly options: BridgeOptions) {
    this.url = `${options.hubUrl}/mcp${options.mayWrite ? '' : '?read_only=true'}`;
  }

  /** Takes one line of the client; resolves when everything that it brings about was sent back. */
  async take(line: string): Promise<void> {
    const message = parse(line);
    if (message === null) {
      this.options.send(failure(null, PARSE_ERROR, 'The line is not a message of JSON-RPC'));
      return;
    }
    if (message['method'] === 'initialize') this.initialize = message;
    try {
      await this.deliver(message);
    } catch (error) {
      if (isRequest(message) && !this.ended.signal.aborted)
        this.options.send(failure(message['id'], SERVER_ERROR, textOf(error)));
    }
  }

  /** Ends the session: calls that are under way are cancelled. */
  async close(): Promise<void> {
    this.ended.abort();
    if (this.sessionId === null) return;
    const signal = AbortSignal.timeout(GOODBYE_MS);
    await fetch(this.url, { method: 'DELETE', headers: this.headers(), signal }).catch(() => undefined); // it ends by itself too
  }

  private async deliver(message: Message): Promise<void> {
    const usedId = this.sessionId;
    const response = await this.post(message);
    if (response.status !== SESSION_OVER || message === this.initialize) {
      await this.forward(response, message, this.options.send);
      return;
    }
    await response.body?.cancel();
    if (this.sessionId === usedId) await (this.reopening ??= this.reopen());
    await this.forward(await this.post(message), message, this.options.send);
  }

  private async reopen(): Promise<void> {
    try {
      this.sessionId = null;
      if (this.initialize === null) throw new CliError('the client has not sent initialize');
      await this.forward(await this.post(this.initialize), this.initialize, () => undefined);
      await this.post({ jsonrpc: '2.0', method: 'notifications/initialized' });
    } finally {
      this.reopening = null;
    }
  }

  private async post(message: Message): Promise<Response> {
    const { hubUrl } = this.options;
    const signal = this.ended.signal;
    try {
      const headers = { ...this.headers(), 'content-type': 'application/json' };
      // A redirect could carry the token to another host.
      return await fetch(this.url, {
        method: 'POST',
        headers,
        body: JSON.stringify(message),
        redirect: 'error',
        signal,
      });
    } catch (error) {
      throw unreachableError(hubUrl, error);
    }
  }

  private headers(): Record<string, string> {
    const { token } = this.options;
    return {
      accept: 'application/json, text/event-stream',
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(this.sessionId !== null && { 'mcp-session-id': this.sessionId }),
      ...(this.protocolVersion !== null && { 'mcp-protocol-version': this.protocolVersion }),
    };
  }

  /** Hands on what an answer holds. */
  private async forward(response: Response, request: Message, send: (message: Message) => void): Promise<void> {
    const { hubUrl, token } = this.options;
    if (!response.ok) {
      const body: unknown = await response.json().catch(() => null);
      throw problemError(body, { status: response.status, hubUrl, hasToken: token !== null });
    }
    this.sessionId = response.headers.get('mcp-session-id') ?? this.sessionId;
    let isAnswered = !isRequest(request);
    for await (const message of messagesOf(response)) {
      if (message['id'] === request['id'] && !('method' in message)) {
        isAnswered = true;
        if (request === this.initialize) this.noteVersion(message);
      }
      send(message);
    }
    if (!isAnswered)
      throw new CliError(`the connection to ${hubUrl} broke before the answer came; it may have been done`);
  }

  private noteVersion({ result }: Message): void {
    if (isRecord(result) && typeof result['protocolVersion'] === 'string')
      this.protocolVersion = result['protocolVersion'];
  }
}

async function* messagesOf(response: Response): AsyncGenerator<Message> {
  if (!response.body || response.status === 202) return;
  if (response.headers.get('content-type')?.includes('text/event-stream') !== true) {
    const message: unknown = await response.json();
    if (isRecord(message)) yield message;
    return;
  }
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { data } of events) {
    const message = parse(data);
    if (message !== null) yield message;
  }
}

const parse = (text: string): Message | null => {
  try {
    const message: unknown = JSON.parse(text);
    return isRecord(message) ? message : null;
  } catch {
    return null;
  }
};

const isRequest = (message: Message): boolean => 'method' in message && message['id'] !== undefined;

const failure = (id: unknown, code: number, message: string): Message => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});

const textOf = (error: unknown): string => {
  if (error instanceof CliError) return error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
};
