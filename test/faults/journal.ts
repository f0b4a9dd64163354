import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * What somebody has seen, one JSON line per fact, on disk before the next step is taken: the oracle that survives whatever
 * is killed.
 */
export class Journal<Entry> {
  private readonly file: number;

  constructor(readonly path: string) {
    this.file = openSync(path, 'a');
  }

  write(entry: Entry): void {
    writeSync(this.file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}

/** Reads a journal; the last line of a killed writer may be cut and is left out. */
export const readJournal = <Entry>(path: string): readonly Entry[] => {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Entry); // only `Journal` and the node type write it
};
