import { randomBytes } from 'node:crypto';

const POOL_BYTES = 4096;
const ID_RANDOM_BYTES = 10;
let pool = Buffer.alloc(0);
let poolOffset = 0;
let lastMs = 0;
let sequence = 0;

/**
 * Makes a time-ordered unique id: a version 7 UUID written as 32 hexadecimal digits without dashes.
 * Ids made by one process sort in the order in which they were made.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
 */
export const newId = (nowMs: number = Date.now()): string => {
  // The 12 bits after the version count up within a millisecond, and borrow from the next one when they run out.
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    lastMs += 1;
    sequence = 0;
  }
  const random = takeRandom();
  const variant = ((random.readUInt8(0) & 0x3f) | 0x80).toString(16).padStart(2, '0');
  return (
    lastMs.toString(16).padStart(12, '0') + (0x7000 | sequence).toString(16) + variant + random.toString('hex', 1, 8)
  );
};

/** Random bytes are drawn in large pieces: one system call for several hundred ids. */
const takeRandom = (): Buffer => {
  if (poolOffset + ID_RANDOM_BYTES > pool.length) {
    pool = randomBytes(POOL_BYTES);
    poolOffset = 0;
  }
  const bytes = pool.subarray(poolOffset, poolOffset + ID_RANDOM_BYTES);
  poolOffset += ID_RANDOM_BYTES;
  return bytes;
};
