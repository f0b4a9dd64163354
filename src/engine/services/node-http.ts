/** What a graph node may set on a request besides what `fetch` knows. */
export interface HttpRequest {
  /** Default `GET`. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | URLSearchParams | FormData;
  /** Longest time until the whole answer is read, in ms. Default 60,000. */
  readonly timeoutMs?: number;
  /** Longest body that is read, decoded; reading more fails. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Redirects that are followed, each one checked as the first address was. Default 10; 0 gives the redirect itself. */
  readonly maxRedirects?: number;
}

/**
 * The only way of graph nodes to the network. Addresses of this machine and of private networks are refused unless the
 * administrator allows them, whatever a name resolves to and wherever a redirect leads.
 */
export interface NodeHttp {
  /**
   * Asks like `fetch`; also an answer that isn't `ok` is an answer.
   *
   * @throws Error that names the address and says why: refused by the guard, unreachable, too slow, not http(s)
   */
  fetch(url: string, request?: HttpRequest): Promise<Response>;
}
