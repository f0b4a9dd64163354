import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { NodeHttp } from '../../src/engine/services/node-http.js';

/** What a path of the server answers with. */
export interface WebAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A request as it arrived. */
export interface WebRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A web server of a test. */
export interface WebServer {
  readonly url: string;
  readonly requests: readonly WebRequest[];
  close(): Promise<void>;
}

type Answerer = (request: WebRequest) => WebAnswer | Promise<WebAnswer>;

/** Starts a server on a free port; what isn't listed by its path is answered with 404. */
export const startWebServer = async (paths: Readonly<Record<string, WebAnswer | Answerer>>): Promise<WebServer> => {
  const requests: WebRequest[] = [];
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, headers, body: await text(incoming) };
    requests.push(request);
    const found = paths[url.replace(/\?.*/, '')] ?? { status: 404, body: 'nothing here' };
    const answer = typeof found === 'function' ? await found(request) : found;
    response.writeHead(answer.status ?? 200, answer.headers).end(method === 'HEAD' ? undefined : answer.body);
  };
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** The port of graph nodes to the network, with nothing between it and the servers of a test. */
export const plainHttp: NodeHttp = {
  fetch: (url, { timeoutMs = 10_000, method = 'GET', headers = {}, body } = {}) => {
    const signal = AbortSignal.timeout(timeoutMs);
    // Any view of bytes is a body, whatever buffer lies below.
    return fetch(
      url,
      body === undefined ? { method, headers, signal } : { method, headers, signal, body: body as string },
    );
  },
};
