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

const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);
