import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';

const PIECE_BYTES = 1_048_576;

/** A large content that is made while it is read, so that a test holds none of it. */
export interface BigContent {
  readonly size: number;
  readonly sha256: string;
  open(): Readable;
}

/** Makes a content of so many MiB; each is another one. */
export const bigContent = (mebibytes: number): BigContent => {
  const seed = randomBytes(PIECE_BYTES);
  const pieces = function* (): Generator<Buffer> {
    for (let index = 0; index < mebibytes; index++) {
      const piece = Buffer.from(seed);
      piece.writeUInt32LE(index);
      yield piece;
    }
  };
  const hash = createHash('sha256');
  for (const piece of pieces()) hash.update(piece);
  const open = (): Readable => Readable.from(pieces(), { objectMode: false });
  return { size: mebibytes * PIECE_BYTES, sha256: hash.digest('hex'), open };
};

/** Reads a stream of bytes to its end and gives their SHA-256. */
export const sha256Of = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256');
  for await (const piece of stream) hash.update(piece);
  return hash.digest('hex');
};

/**
 * Measures by how much the memory of a process grows at its peak from now on, in MiB (Linux only).
 *
 * @returns asks for the growth so far
 */
export const watchMemory = async (pid: number): Promise<() => Promise<number>> => {
  // Begins a new peak: see proc_pid_clear_refs(5).
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  const start = await memoryField(pid, 'VmRSS');
  return async () => ((await memoryField(pid, 'VmHWM')) - start) / 1024;
};

const memoryField = async (pid: number, name: string): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN);
};
