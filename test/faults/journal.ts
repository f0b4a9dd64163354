import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

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

  /** Reads what everybody has written; the last line of a killed writer may be cut and is left out. */
  read(): readonly Entry[] {
    const lines = readFileSync(this.path, 'utf8').split('\n');
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Entry); // writers of a journal agree on its entries
  }

  close(): void {
    closeSync(this.file);
  }
}
