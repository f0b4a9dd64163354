import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server got it. */
export interface SeenRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** Answers one request. */
export type ListingHandler = (request: SeenRequest, response: ServerResponse) => void;

/** A server of a test that lists models. */
export interface ListingServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly seen: readonly SeenRequest[];
  /** Answers in another way from now on. */
  answer(handler: ListingHandler): void;
  /** Resolves when the first request is there. */
  arrived(): Promise<void>;
  /** Resolves when a request's connection was closed before it got an answer. */
  abandoned(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server on a free port that answers every request with the handler. */
export const startListingServer = async (handler: ListingHandler): Promise<ListingServer> => {
  const seen: SeenRequest[] = [];
  let current = handler;
  const arrival = gate();
  const leave = gate();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const entry = { path: pathname, query: searchParams, headers: request.headers };
    seen.push(entry);
    response.once('close', () => {
      if (!response.writableFinished) leave.open();
    });
    current(entry, response);
    arrival.open();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    answer: (next) => {
      current = next;
    },
    arrived: () => arrival.passed,
    abandoned: () => leave.passed,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** Answers with a JSON document. */
export const json =
  (body: unknown, status = 200): ListingHandler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

/** Answers with any text. */
export const text =
  (body: string, status = 200): ListingHandler =>
  (_request, response) => {
    response.writeHead(status).end(body);
  };

/** Sends the caller elsewhere. */
export const redirect =
  (location: string, status = 307): ListingHandler =>
  (_request, response) => {
    response.writeHead(status, { location }).end();
  };

/** Takes the request and never answers. */
export const silence: ListingHandler = () => undefined;

/** Asks for a header as a service asks for its key, and repeats a wrong one as some do. */
export const guarded =
  (header: string, value: string, handler: ListingHandler): ListingHandler =>
  (request, response) => {
    if (request.headers[header] === value) return handler(request, response);
    return json({ error: { message: `Incorrect key: ${String(request.headers[header])}` } }, 401)(request, response);
  };

const gate = (): { readonly passed: Promise<void>; open(): void } => {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
};
