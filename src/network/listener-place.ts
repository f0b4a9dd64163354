/** Where a server listens. */
export interface ListenerPlace {
  readonly host: string;
  readonly port: number;
}

const PLACE = /^(?:\[([0-9a-f:.%]+)\]|([^\s/:[\]]+)):(\d{1,5})$/i;

/** Reads `host:port` or `[address]:port`; null when it is neither. */
export const parsePlace = (text: string): ListenerPlace | null => {
  const parts = PLACE.exec(text);
  const port = Number(parts?.[3]);
  const host = parts?.[1] ?? parts?.[2];
  return host === undefined || port > 65_535 ? null : { host, port };
};

/** Tells whether only this machine can reach a place of that host. */
export const isLoopbackHost = (host: string): boolean =>
  /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
