import { once } from 'node:events';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { blobUri, sha256OfBlobUri } from '../../common/blob-uri.js';
import type { ErrorCode } from '../../protocol/error-codes.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { LocalContent } from './content-source.js';
import { readRefusal } from './http-refusal.js';
import type { LinkTls } from './link-tls.js';
import { tlsOptionsOf } from './link-tls.js';
import { tlsFaultOf } from './tls-fault.js';
import { httpBaseOf } from './safe-url.js';

/** A transfer that moves nothing for this long is broken off. */
const STALL_MS = 30_000;
/** Answers after which the same request may succeed later: the hub stops, is busy, or learns of a new token. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([401, 408, 429, 500, 502, 503, 504]);

const CODES: Readonly<Record<number, ErrorCode>> = {
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'TOO_LARGE',
};

/** The blobs of the hub to which a link leads, over HTTP with the link's own token. */
export class HubBlobs {
  private readonly base: string;

  /** @param url address of the link, with the WebSocket scheme */
  constructor(
    url: URL,
    private readonly token: () => Promise<string | null>,
    private readonly tls: () => Promise<LinkTls> = () => Promise.resolve({}),
  ) {
    this.base = httpBaseOf(url);
  }

  /** Reads which content of this hub a place names; null for a place elsewhere. */
  sha256Of(uri: string): string | null {
    return sha256OfBlobUri(uri, [this.base]);
  }

  /**
   * Brings a content to the hub, unless it is there already.
   *
   * @throws ProtocolError what the hub answered: `UNAVAILABLE` where another try may help; network errors as they come
   */
  async upload(content: LocalContent, requestId: string, signal: AbortSignal): Promise<void> {
    const path = `${blobUri(content.sha256)}?request_id=${encodeURIComponent(requestId)}`;
    const head = await this.open('HEAD', path, {}, signal);
    head.end();
    const response = await answerOf(head);
    response.resume();
    const { statusCode } = response;
    if (statusCode === 200) return;
    if (statusCode !== 404) throw refusalOf(statusCode ?? 0, `the hub answered HTTP ${statusCode ?? 0}`);
    await this.put(path, content, signal);
  }

  /**
   * Streams a blob.
   *
   * @throws ProtocolError what the hub answered
   */
  async download(sha256: string, signal: AbortSignal): Promise<Readable> {
    const request = await this.open('GET', blobUri(sha256), {}, signal);
    request.end();
    const response = await answerOf(request);
    await refuseUnless(200, response);
    return response;
  }

  private async put(path: string, content: LocalContent, signal: AbortSignal): Promise<void> {
    const headers = { 'content-type': content.contentType, 'content-length': String(content.size) };
    const body = await content.open();
    const request = await this.open('PUT', path, headers, signal);
    const answer = answerOf(request);
    // A hub that refuses answers before it has read everything: its answer counts, not the broken pipe.
    const sending = pipeline(body, request).catch(() => undefined);
    const response = await answer;
    await refuseUnless(201, response);
    await sending;
  }

  private async open(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<ClientRequest> {
    const token = await this.token();
    const url = new URL(`${this.base}${path}`);
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    const options = { method, headers: { ...authorization, ...headers }, signal };
    const request = url.protocol === 'https:' ? await this.sendEncrypted(url, options) : httpRequest(url, options);
    // Once the answer has come, a pipe that breaks afterwards is nobody's business.
    request.on('error', () => undefined);
    request.setTimeout(STALL_MS, () => request.destroy(new Error(`nothing moved for ${STALL_MS} ms`)));
    return request;
  }

  private async sendEncrypted(url: URL, options: RequestOptions): Promise<ClientRequest> {
    return httpsRequest(url, { ...options, agent: new HttpsAgent({ ...FRESH, ...tlsOptionsOf(await this.tls()) }) });
  }
}

/** No session is resumed and no connection kept: the hub's certificate is checked, and its pin, each time. */
const FRESH = { keepAlive: false, maxCachedSessions: 0 } as const;

const answerOf = async (request: ClientRequest): Promise<IncomingMessage> => {
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage]; // the one argument of that event
    return response;
  } catch (error) {
    const fault = error instanceof Error ? tlsFaultOf(error) : null;
    throw fault === null ? error : new Error(fault, { cause: error });
  }
};

const refuseUnless = async (expected: number, response: IncomingMessage): Promise<void> => {
  if (response.statusCode !== expected) {
    const { status, text } = await readRefusal(response);
    response.destroy();
    throw refusalOf(status, text);
  }
  if (expected === 201) response.resume();
};

const refusalOf = (status: number, text: string): ProtocolError =>
  new ProtocolError(TRANSIENT_STATUSES.has(status) ? 'UNAVAILABLE' : (CODES[status] ?? 'INVALID_ARGUMENT'), text);
