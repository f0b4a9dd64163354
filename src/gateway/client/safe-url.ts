/** An address for logs and errors: without user, password, query and fragment, where tokens may be. */
export const safeUrl = (url: string): string => {
  const parsed = parseUrl(url);
  return parsed === null ? '(not a URL)' : `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
};

/**
 * Address to connect to, with the WebSocket scheme.
 *
 * @throws TypeError when the text is no `ws`, `wss`, `http` or `https` URL
 */
export const socketUrl = (url: string): URL => {
  const parsed = parseUrl(url.replace(/^http/i, 'ws'));
  if (parsed === null || !['ws:', 'wss:'].includes(parsed.protocol)) {
    throw new TypeError(`the address of the hub must look like ws://host:port or wss://host, not ${safeUrl(url)}`);
  }
  parsed.hash = '';
  return parsed;
};

/** The hub's REST API stands beside its socket: `wss://host/x/gateway` and `https://host/x`, to which `/api/v1` is added. */
export const httpBaseOf = ({ protocol, host, pathname }: URL): string =>
  `${protocol.replace('ws', 'http')}//${host}${pathname.replace(/\/gateway\/?$/, '').replace(/\/+$/, '')}`;

const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);
