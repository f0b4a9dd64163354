import { Readable } from 'node:stream';

import type { GuardedHttp } from './guarded-http.js';
import { OutboundError, shownUrl } from './outbound-error.js';
import type { OutboundRules } from './outbound-rules.js';

/** A file on the web may be large: this bounds what never ends. */
const TIMEOUT_MS = 600_000;

/** Files at addresses on the web, read through the outbound guard; the client is loaded at the first use. */
export class WebFiles {
  private http: Promise<GuardedHttp> | null = null;

  constructor(private readonly rules: OutboundRules) {}

  /** @throws OutboundError when it can't be had, also when the answer is an error */
  async open(uri: string, options: { readonly maxBytes: number; readonly signal: AbortSignal }): Promise<Readable> {
    this.http ??= import('./guarded-http.js').then(({ GuardedHttp }) => new GuardedHttp(this.rules));
    const response = await (await this.http).fetch(uri, { ...options, timeoutMs: TIMEOUT_MS });
    if (!response.ok) {
      await response.body?.cancel();
      throw new OutboundError('unreachable', `${shownUrl(new URL(uri))} answered with status ${response.status}`);
    }
    return response.body ? Readable.fromWeb(response.body) : Readable.from([]);
  }

  async close(): Promise<void> {
    await (await this.http)?.close();
  }
}
