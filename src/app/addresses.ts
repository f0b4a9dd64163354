import type { AddressInfo } from 'node:net';

/** Addresses that mean "every interface", with the loopback address through which they are reached from here. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** How a listening server is reached from its own machine. */
export interface LocalAddresses {
  /** Base of the HTTP URLs, without a slash at the end. */
  readonly httpUrl: string;
  /** Where a node joins. */
  readonly gatewayUrl: string;
}

/** Makes the URLs out of the address that a server says it listens on. */
export const localAddresses = (
  { address, port }: Pick<AddressInfo, 'address' | 'port'>,
  isEncrypted = false,
): LocalAddresses => {
  const host = LOOPBACK[address] ?? address;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
  const s = isEncrypted ? 's' : '';
  return { httpUrl: `http${s}://${authority}`, gatewayUrl: `ws${s}://${authority}/gateway` };
};
