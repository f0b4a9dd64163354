import type { RequestListener, Server as HttpServer } from 'node:http';
import { createServer as createHttpServer, STATUS_CODES } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';

import type { ServerCertificate } from './server-certificate.js';

/** A server that isn't encrypted, or one that is. */
export type WebServer = HttpServer | HttpsServer;

export interface WebServerOptions {
  readonly headersTimeoutMs: number;
  /** Null for a server without encryption. */
  readonly certificate: ServerCertificate | null;
  /** True when nodes may come here, who may have to show a certificate of their own; browsers would ask their users for one. */
  readonly servesNodes: boolean;
}

/** Beyond this a request's head is refused with 431. */
const MAX_HEADER_BYTES = 16_384;
/** Longer than the usual 60 s of proxies, so that it is they who close an idle connection. */
const KEEP_ALIVE_MS = 72_000;
const HANDSHAKE_MS = 10_000;
/** How often Node looks for requests whose head is late. */
const MAX_CHECK_MS = 5_000;

/** Makes a server for HTTP and upgrades that waits for nobody without end. */
export const createWebServer = (
  handler: RequestListener,
  { headersTimeoutMs, certificate, servesNodes }: WebServerOptions,
): WebServer => {
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: headersTimeoutMs,
    // The time of a body is measured where it is known what may take long.
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(MAX_CHECK_MS, headersTimeoutMs / 2),
  };
  if (certificate === null) return createHttpServer(options, handler);
  const tls = { ...certificate.optionsFor(servesNodes), handshakeTimeout: HANDSHAKE_MS };
  const server = createHttpsServer({ ...options, ...tls }, handler);
  certificate.follow(server);
  return server;
};

const STATUS_BY_FAULT: Readonly<Record<string, { readonly status: number; readonly code: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'TOO_LARGE' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'DEADLINE_EXCEEDED' },
};

/** Answers what isn't a request, or comes too slowly to be one. */
export const answerClientError = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code } = STATUS_BY_FAULT[error.code ?? ''] ?? { status: 400, code: 'INVALID_MESSAGE' };
  endWithProblem(socket, status, code, 'The request could not be read.');
};

/** Writes a whole answer past the framework, and closes the connection. */
export const endWithProblem = (socket: Socket, status: number, code: string, detail: string): void => {
  const title = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ type: `urn:nodetool:error:${code}`, title, status, code, detail });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  // Without this a peer that never closes its side would keep the socket open for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};
