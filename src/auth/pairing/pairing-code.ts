import { createHmac, randomBytes, randomInt } from 'node:crypto';

/** Consonants that can't be mistaken for one another; without vowels no code is a word. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const CODE_LENGTH = 8;
const SECRET_BYTES = 32;

/** Makes the code that a person reads and types: 20^8 are possible, and by itself it grants nothing. */
export const newPairingCode = (): string => {
  const letters = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)] ?? 'B').join('');
  return `${letters.slice(0, CODE_LENGTH / 2)}-${letters.slice(CODE_LENGTH / 2)}`;
};

/** Brings a typed code into the form that is kept: people leave out dashes and capitals. */
export const cleanPairingCode = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z]/gu, '');

/** Makes the secret with which the machine alone asks for its token: 256 random bits. */
export const newPairingSecret = (): string => `nt_pair_${randomBytes(SECRET_BYTES).toString('base64url')}`;

/**
 * The text of the token that belongs to a secret. It follows from the secret, so that an answer which got lost on its way can
 * be given again, although the hub keeps neither of the two.
 */
export const pairedTokenText = (secret: string, pairingId: string): string =>
  `nt_node_${createHmac('sha256', secret).update(`node token of ${pairingId}`).digest('base64url')}`;
