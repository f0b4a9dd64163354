import { isIP } from 'node:net';

import { isLoopbackHost } from './listener-place.js';

/** Tells whether a text can be a host name, without a port. */
export const isHostRule = (text: string): boolean => /^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$/i.test(text);

/** How a request came and what it says of its aim. */
export interface AddressedRequest {
  /** The header `Host`; programs of HTTP/1.0 send none. */
  readonly host: string | undefined;
  /** True when the connection came over this machine's loopback. */
  readonly isLocal: boolean;
}

/**
 * Tells whether a request was meant for this server. A page of a browser can make its own name point to 127.0.0.1 and then
 * speak to what listens there, but it can't change the name that the browser sends along.
 */
export const isMeantForUs = ({ host, isLocal }: AddressedRequest, allowed: readonly string[]): boolean => {
  if (host === undefined || (!isLocal && allowed.length === 0)) return true;
  const name = hostnameOf(host);
  return isIP(name) !== 0 || isLoopbackHost(name) || allowed.some((rule) => rule.toLowerCase() === name);
};

/** Tells whether a page may open a socket: only one of this very server. Programs send no origin. */
export const isOwnOrigin = (origin: string | undefined, host: string | undefined): boolean =>
  origin === undefined || (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase());

/** The name in a `Host` header, in lower case, without port, brackets and the dot at its end. */
const hostnameOf = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
