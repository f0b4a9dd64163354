import type { ConnectionOptions, DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import { checkServerIdentity, rootCertificates } from 'node:tls';

import { parsePin, pinOf } from '../../common/public-key-pin.js';

/** How a client checks its hub over TLS, and what it shows of itself. Texts in PEM form. */
export interface LinkTls {
  /** Authorities to trust besides the public ones, or the hub's own certificate. */
  readonly ca?: string;
  /** Certificate to show, with its chain; needs `key`. */
  readonly cert?: string;
  readonly key?: string;
  /** SHA-256 of the public keys that the hub's certificate may have: `sha256/…`. Checked besides authority and name. */
  readonly pins?: readonly string[];
}

/** The hub's certificate has another public key than the pins allow. */
export class PinMismatchError extends Error {
  readonly code = 'PIN_MISMATCH';

  constructor(readonly found: string) {
    super(`the public key of the hub's certificate is sha256/${found}`);
    this.name = 'PinMismatchError';
  }
}

/** Options of Node for a connection to the hub. */
export const tlsOptionsOf = ({ ca, cert, key, pins = [] }: LinkTls): ConnectionOptions => ({
  minVersion: 'TLSv1.2',
  // Given alone, it would take the place of the public ones.
  ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
  ...(cert !== undefined && { cert }),
  ...(key !== undefined && { key }),
  ...(pins.length > 0 && {
    checkServerIdentity: (host: string, shown: PeerCertificate | DetailedPeerCertificate) =>
      checkServerIdentity(host, shown) ?? pinFault(shown, pins),
  }),
});

const pinFault = ({ raw }: PeerCertificate, pins: readonly string[]): Error | undefined => {
  const found = pinOf(raw);
  return pins.some((pin) => parsePin(pin) === found) ? undefined : new PinMismatchError(found);
};
