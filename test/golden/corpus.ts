import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);

/** Recorded runs of the reference engine; they don't ship with the program. */
export const corpusFile = (name: string): string =>
  fileURLToPath(new URL(`${process.env['CORPUS_DIR'] ?? '../shared/corpus'}/${name}`, ROOT));

/** Reads a file of recordings keyed by name, or stands in for it with nothing when it isn't there. */
export const readCorpus = <T>(
  name: string,
): { readonly isPresent: boolean; readonly data: Readonly<Record<string, T>> } => {
  const file = corpusFile(name);
  if (!existsSync(file)) return { isPresent: false, data: {} };
  // The corpus is data that the caller knows: its shape is the caller's type.
  return { isPresent: true, data: JSON.parse(readFileSync(file, 'utf8')) as Record<string, T> };
};
