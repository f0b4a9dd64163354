import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** A key of 32 bytes with the name by which rows refer to it. */
export interface SecretKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Whose secret it is and what it is called: a value that was moved to another row can't be opened there. */
export interface SecretPlace {
  readonly userId: string;
  readonly name: string;
}

export const SECRET_KEY_BYTES = 32;
const CIPHER = 'aes-256-gcm';
/** The size for which GCM is defined without hashing. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_DIGITS = 16;

/** Names a key by a one-way function of it. */
export const secretKeyOf = (bytes: Buffer): SecretKey => ({
  id: createHmac('sha256', bytes).update('nodetool secrets: key id').digest('hex').slice(0, KEY_ID_DIGITS),
  bytes,
});

/**
 * Encrypts a value with AES-256-GCM under a fresh random nonce.
 *
 * @returns Base64 of nonce, tag and ciphertext
 */
export const sealSecret = (value: string, place: SecretPlace, { bytes }: SecretKey): string => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, bytes, nonce).setAAD(bindingOf(place));
  const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
};

/** Decrypts a value; null when the key or the place is another one, or the text was changed. */
export const openSecret = (sealed: string, place: SecretPlace, { bytes }: SecretKey): string | null => {
  const packed = Buffer.from(sealed, 'base64');
  const tag = packed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  if (tag.length < TAG_BYTES) return null;
  const decipher = createDecipheriv(CIPHER, bytes, packed.subarray(0, NONCE_BYTES)).setAAD(bindingOf(place));
  decipher.setAuthTag(tag);
  try {
    return decipher.update(packed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
};

const bindingOf = ({ userId, name }: SecretPlace): Buffer => Buffer.from(JSON.stringify(['secret', userId, name]));
