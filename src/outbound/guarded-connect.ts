import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';

import { buildConnector } from 'undici';

import { OutboundError, refusedHost } from './outbound-error.js';
import type { OutboundGate } from './outbound-rules.js';

/** Finds the addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

const CONNECT_TIMEOUT_MS = 10_000;

/** Asks the system, as any program of this machine does. */
export const systemResolve: Resolve = (host) => systemLookup(host, { all: true, verbatim: true });

/**
 * Makes connections only to addresses that the gate lets pass. A name is looked up once for each connection, and the
 * connection goes to the very address that was checked: another answer of the name server later changes nothing.
 */
export const guardedConnect =
  (gate: OutboundGate, resolve: Resolve): buildConnector.connector =>
  (options, callback) => {
    const connect = async (): Promise<void> => {
      const host = options.hostname.replace(/^\[|\]$/g, '');
      const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
      try {
        const lookup = fixedLookup(await allowedAddresses(gate, resolve, host, port));
        buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup })(options, callback);
      } catch (error) {
        callback(error instanceof Error ? error : new Error(String(error)), null);
      }
    };
    void connect();
  };

const allowedAddresses = async (
  gate: OutboundGate,
  resolve: Resolve,
  host: string,
  port: number,
): Promise<readonly LookupAddress[]> => {
  const family = isIP(host);
  const found = family === 0 ? await resolveHost(resolve, host) : [{ address: host, family }];
  const allowed = gate.allowsHost(host, port)
    ? found
    : found.filter(({ address }) => gate.allowsAddress(address, port));
  if (allowed.length === 0) throw refusedHost(host, port, found[0]?.address ?? null);
  return allowed;
};

const resolveHost = async (resolve: Resolve, host: string): Promise<readonly LookupAddress[]> => {
  try {
    const found = await resolve(host);
    if (found.length > 0) return found;
  } catch (cause) {
    throw new OutboundError('unreachable', `no address was found for the name ${host}`, { cause });
  }
  throw new OutboundError('unreachable', `no address was found for the name ${host}`);
};

/** Answers with addresses that are known already; a host that is one of them is never looked up. */
const fixedLookup =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_host, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
