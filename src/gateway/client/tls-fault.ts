import { PinMismatchError } from './link-tls.js';

const UNKNOWN_CA =
  "its certificate is signed by nobody this node knows: name the authority, or the hub's own certificate, in GATEWAY_TLS_CA (option tls.ca)";

/** What the codes of Node and OpenSSL mean for a node, and what to do. */
const FAULTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has ended: renew it on the hub, and check this machine's clock",
  CERT_NOT_YET_VALID: "its certificate isn't valid yet: check the clocks of this machine and of the hub",
  CERT_REVOKED: 'its certificate is revoked: replace it on the hub',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for another name: use in GATEWAY_URL a name that stands in the certificate, or have it made for this one',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_CA,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_CA,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `${UNKNOWN_CA}; or the hub leaves intermediate certificates out of TLS_CERT`,
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS at this port: use ws:// in GATEWAY_URL, or the port of TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it speaks no TLS at this port: use ws:// in GATEWAY_URL, or the port of TLS',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'GATEWAY_TLS_KEY is not the key of GATEWAY_TLS_CERT',
};

/**
 * Explains why a connection over TLS failed.
 *
 * @returns null when it wasn't TLS that failed
 */
export const tlsFaultOf = (error: Error & { readonly code?: unknown }): string | null => {
  if (error instanceof PinMismatchError) {
    return `the hub can't be trusted: ${error.message}, which GATEWAY_TLS_PIN does not list; if the hub has a new key, add that pin, else somebody is in between`;
  }
  // OpenSSL's own errors of the handshake come without a reason in their code.
  const code = /wrong version number/i.test(error.message) ? 'ERR_SSL_WRONG_VERSION_NUMBER' : String(error.code);
  const fault = FAULTS[code];
  return fault === undefined ? null : `the hub can't be trusted: ${fault} (${code})`;
};
