import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { anthropicApi } from './anthropic-api.js';
import type { Api, Behaviour, Reply, ScriptedAnswer } from './behaviour.js';
import { DEFAULT_ANSWER } from './behaviour.js';
import { geminiApi } from './gemini-api.js';
import { openAiApi } from './openai-api.js';

/** A request that the server got. */
export interface RecordedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** Parsed body; null when it isn't JSON. */
  readonly body: unknown;
  /** Resolves when the connection is gone, with whether the reply was complete by then. */
  readonly closed: Promise<boolean>;
}

export interface AiServerOptions {
  /** How the first requests are treated, in order; those after them are answered. */
  readonly script?: readonly Behaviour[];
  /** Treats what comes after the script; by default it is answered with the same words. */
  readonly improvise?: (body: unknown) => Behaviour;
  /** The right key; without one every request may pass. */
  readonly apiKey?: string;
}

/** An HTTP server that speaks the interfaces of all families of model providers at once, and does as it is told. */
export interface AiServer {
  /** Without a path: `/v1` is OpenAI's and Anthropic's interface, `/v1beta` Gemini's. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Adds to the end of the script. */
  play(...behaviours: Behaviour[]): void;
  /** Waits for the request of a number, from 1. */
  request(number: number): Promise<RecordedRequest>;
  close(): Promise<void>;
}

/** Starts a server on a free port of the loopback interface. */
export const startAiServer = async ({ script = [], apiKey, improvise }: AiServerOptions = {}): Promise<AiServer> => {
  const queue = [...script];
  const requests: RecordedRequest[] = [];
  const arrivals = new EventTarget();
  const server = createServer((request, response) => {
    record(request, response)
      .then((recorded) => {
        requests.push(recorded);
        arrivals.dispatchEvent(new Event('request'));
        return perform(recorded, response, { behaviour: queue.shift() ?? improvise?.(recorded.body), apiKey });
      })
      // The one who asked went away.
      .catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    requests,
    play: (...behaviours) => void queue.push(...behaviours),
    request: async (number) => {
      for (;;) {
        const found = requests[number - 1];
        if (found) return found;
        await once(arrivals, 'request');
      }
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const record = async (request: IncomingMessage, response: ServerResponse): Promise<RecordedRequest> => {
  const closed = new Promise<boolean>((resolve) => {
    response.once('close', () => resolve(response.writableFinished));
  });
  const bytes = Buffer.concat(await request.toArray());
  const path = new URL(request.url ?? '/', 'http://server').pathname;
  return { path, headers: request.headers, bytes, body: parsed(bytes), closed };
};

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
};

const apiOf = (path: string): Api => {
  if (path.includes('/v1beta/')) return geminiApi;
  return path.endsWith('/messages') ? anthropicApi : openAiApi;
};

const perform = async (
  { path, headers, body }: RecordedRequest,
  response: ServerResponse,
  {
    behaviour = { kind: 'answer' },
    apiKey,
  }: { readonly behaviour?: Behaviour | undefined; readonly apiKey?: string | undefined },
): Promise<void> => {
  const api = apiOf(path);
  if (apiKey !== undefined && !api.isKey(headers, apiKey)) {
    const given = JSON.stringify(headers['authorization'] ?? headers['x-api-key'] ?? headers['x-goog-api-key']);
    return sendJson(response, 401, api.failure(401, `Incorrect API key provided: ${given}`, 'invalid_api_key'));
  }
  if (behaviour.kind === 'garbage')
    return void response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {"a\n\n');
  if (behaviour.kind === 'status') return sendStatus(response, api, behaviour);
  const reply = api.reply(path, body, isSilent(behaviour) ? { ...DEFAULT_ANSWER, ...behaviour } : behaviour);
  if (!reply) return sendJson(response, 404, api.failure(404, `no such path: ${path}`));
  await sendReply(response, reply, behaviour, api);
};

const isSilent = ({ text, thinking, toolCalls }: ScriptedAnswer): boolean => !text && !thinking && !toolCalls;

const sendStatus = (
  response: ServerResponse,
  api: Api,
  { status, message = `status ${String(status)}`, code, headers = {}, body }: Extract<Behaviour, { kind: 'status' }>,
): void => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined) sendJson(response, status, api.failure(status, message, code));
  else response.writeHead(status).end(body);
};

const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const sendReply = async (
  response: ServerResponse,
  reply: Reply,
  behaviour: Exclude<Behaviour, { kind: 'status' | 'garbage' }>,
  api: Api,
): Promise<void> => {
  const type =
    reply.kind === 'stream' ? 'text/event-stream' : reply.kind === 'json' ? 'application/json' : reply.mediaType;
  const pieces =
    reply.kind === 'stream' ? reply.pieces : [reply.kind === 'json' ? JSON.stringify(reply.body) : reply.bytes];
  const count = behaviour.kind === 'answer' ? pieces.length : behaviour.after;
  // A stall before the first piece is one before the headers.
  if (behaviour.kind === 'stall' && count === 0) return;
  response.writeHead(200, { 'content-type': type });
  response.flushHeaders();
  for (const piece of pieces.slice(0, count)) await write(response, piece);
  if (behaviour.kind === 'stall') return;
  if (behaviour.kind === 'cut') response.destroy();
  else response.end(behaviour.kind === 'stream_error' ? api.streamFailure(behaviour.message) : '');
};

/** Each piece leaves on its own, so that a reader sees them one after another. */
const write = (response: ServerResponse, piece: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    response.write(piece, () => setImmediate(resolve));
  });
