import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

import type { ClientCertMode } from '../config/tls-settings.js';

/** What a connection tells about the certificate of its other end. */
type Shown = Partial<Pick<TLSSocket, 'authorized' | 'authorizationError' | 'getPeerCertificate'>>;

/** Tells what is wrong with the certificate of a node, in words for its owner; null when nothing is. */
export const clientCertificateFault = (socket: Socket, mode: ClientCertMode): string | null => {
  if (mode === 'off') return null;
  const { authorized, authorizationError, getPeerCertificate } = socket as Shown; // without TLS there is none of them
  const hasOne = Object.keys(getPeerCertificate?.call(socket) ?? {}).length > 0;
  if (!hasOne) {
    return mode === 'optional'
      ? null
      : 'Nodes must show a certificate here: set GATEWAY_TLS_CERT and GATEWAY_TLS_KEY of the node.';
  }
  if (authorized === true) return null;
  const reason = String(authorizationError);
  return `The certificate of the node is not accepted (${reason}): use one that an authority in TLS_CA of the hub has signed and that has not ended.`;
};
