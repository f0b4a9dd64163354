const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Tells whether a page of a browser may speak to this server. Programs send no origin; pages must come from this machine
 * or from an origin that the configuration names, so that no strange page reaches a server by way of its reader's network.
 */
export const isAllowedOrigin = (origin: string | undefined, allowed: readonly string[]): boolean => {
  if (origin === undefined) return true;
  return allowed.includes(origin) || (URL.canParse(origin) && LOOPBACK.test(new URL(origin).hostname));
};
