/** Why nothing came from the network, in words for the author of a graph. */
export class OutboundError extends Error {
  constructor(
    readonly kind: 'refused' | 'unreachable' | 'timeout' | 'too_large' | 'invalid' | 'cancelled',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'OutboundError';
  }
}

/** An address as an error may show it: a user, a password, a query and a fragment may hold secrets. */
export const shownUrl = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname}`.slice(0, 500);

/** The guard's own refusal. */
export const refusedHost = (host: string, port: number, address: string | null): OutboundError => {
  const place = address === null || address === host ? host : `${host} (${address})`;
  const why = `${place} port ${port} is not an address of the public internet that this node may reach`;
  return new OutboundError('refused', `the outbound guard refused it: ${why}; OUTBOUND_ALLOW lists exceptions`);
};
