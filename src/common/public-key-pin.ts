import { createHash, X509Certificate } from 'node:crypto';

const SHA256_BYTES = 32;

/**
 * Reads a pin: `sha256/…`, `sha256//…` (as curl writes it) or the bare SHA-256, in base64 or hex.
 *
 * @returns the hash in base64; null when the text is no pin
 */
export const parsePin = (text: string): string | null => {
  const hash = text.trim().replace(/^sha256\/{1,2}/, '');
  if (/^[0-9a-f]{64}$/i.test(hash)) return Buffer.from(hash, 'hex').toString('base64');
  const bytes = Buffer.from(hash, 'base64');
  return bytes.byteLength === SHA256_BYTES && bytes.toString('base64') === hash ? hash : null;
};

/** The pin of a certificate: SHA-256 of its public key (SubjectPublicKeyInfo), in base64. It stays when a certificate is renewed for the same key. */
export const pinOf = (certificate: string | Buffer): string => {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
};
