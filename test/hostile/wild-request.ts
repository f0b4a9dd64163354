import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, request as openRequest } from 'node:http';
import { connect } from 'node:net';

/** A request that no honest client would make; nothing of it is put right on the way. */
export interface WildRequest {
  readonly method: string;
  /** As it stands in the first line: not normalised. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** What came back; status 0 when the connection ended without an answer. */
export interface WildAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A server that says nothing for so long hangs. */
const SILENCE_MS = 20_000;
/** So much of an answer is looked at. */
const MAX_TEXT = 2_000_000;
/** A body of more bytes doesn't fit into the buffers between client and server. */
const LARGE = 1_000_000;

const ignore = (): void => undefined;

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Ends the connections that wait for further requests. */
export const closeWildConnections = (): void => agent.destroy();

/** Sends one request. An event stream is left at its first event. */
export const sendWild = async (url: string, request: WildRequest): Promise<WildAnswer> => {
  const answer = await sendOver(agent, url, request);
  // A server may close a waiting connection in the very moment in which it is used again.
  return answer.status === 0 ? await sendOver(false, url, request) : answer;
};

const sendOver = (
  over: Agent | false,
  url: string,
  { method, path, headers, body }: WildRequest,
): Promise<WildAnswer> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    try {
      const options = { agent: over, hostname, port, method, path, headers, timeout: SILENCE_MS };
      const sent = openRequest(options, (response) => {
        response.on('error', ignore);
        void read(response).then((text) => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      // A server that answers before it has read a body may reset the connection after the answer.
      sent.on('socket', (socket) => {
        if (!socket.listeners('error').includes(ignore)) socket.on('error', ignore);
      });
      sent.on('timeout', () => sent.destroy(new Error('the server says nothing')));
      sent.on('error', ({ message }) => {
        // A server that refuses a large body may close the connection before its answer could be read.
        const isCutOff = (body?.length ?? 0) > LARGE && /EPIPE|ECONNRESET/.test(message);
        resolve({ status: isCutOff ? 413 : 0, headers: {}, text: message });
      });
      sent.end(body);
    } catch (error) {
      // What Node's own client refuses to send never reaches the server.
      resolve({ status: 400, headers: {}, text: `not sent: ${String(error)}` });
    }
  });

const read = async (response: IncomingMessage): Promise<string> => {
  const isStream = String(response.headers['content-type']).startsWith('text/event-stream');
  let text = '';
  try {
    for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
      text += chunk;
      if (text.length > MAX_TEXT || (isStream && text.includes('\n\n'))) break;
    }
  } catch {
    // The head has come: that the rest is broken off shows in the text.
  }
  return text;
};

/** Writes bytes to a server's port and reads what it says until it closes the connection. */
export const sendBytes = (url: string, bytes: string | Buffer): Promise<WildAnswer> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    let text = '';
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += String(chunk);
      // An upgraded socket stays open: its first line is what matters.
      if (text.startsWith('HTTP/1.1 101')) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), headers: {}, text }));
    socket.end(bytes);
  });
