import type { HttpRequest, NodeHttp } from '../../engine/services/node-http.js';
import type { GuardedHttp } from '../../outbound/guarded-http.js';
import type { OutboundRules } from '../../outbound/outbound-rules.js';

/** A run's way to the network; the client is loaded by the first who asks. */
export class ThreadHttp implements NodeHttp {
  private http: Promise<GuardedHttp> | null = null;

  constructor(
    private readonly rules: OutboundRules,
    private readonly signal: AbortSignal,
  ) {}

  async fetch(url: string, request: HttpRequest = {}): Promise<Response> {
    this.http ??= import('../../outbound/guarded-http.js').then(({ GuardedHttp }) => new GuardedHttp(this.rules));
    const http = await this.http;
    return http.fetch(url, { ...request, signal: this.signal });
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await (await this.http)?.close();
  }
}
