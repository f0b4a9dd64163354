import type { Outputs } from '../../../engine/node-type.js';
import type { OutputKind } from '../../../engine/output-kind.js';

/**
 * Puts the values of several outputs, which come one by one, into rows: the n-th values of all streamed outputs are the
 * n-th row. Outputs of one value have a row of their own.
 */
export class ResultRows {
  private readonly streams: ReadonlyMap<string, unknown[]>;
  private readonly singles: Record<string, unknown> = {};
  private rowCount = 0;

  /** @param kinds the outputs that count, by name; others are left out */
  constructor(private readonly kinds: Readonly<Record<string, OutputKind>>) {
    const names = Object.keys(kinds).filter((name) => kinds[name] === 'iteration');
    this.streams = new Map(names.map((name) => [name, []]));
  }

  /** True when a row is complete that wasn't taken yet. */
  get hasNext(): boolean {
    return this.streams.size > 0 && [...this.streams.values()].every(({ length }) => length > this.rowCount);
  }

  /** @throws RangeError when an output of one value gets a second one */
  add(name: string, value: unknown): void {
    const stream = this.streams.get(name);
    if (stream) stream.push(value);
    else if (Object.hasOwn(this.singles, name)) throw new RangeError(severalValues(name));
    else if (this.kinds[name] !== undefined) this.singles[name] = value;
  }

  /** Takes the complete rows; at the end also the others, without the values that never came. */
  *take(isEnd: boolean): Generator<Outputs> {
    while (this.hasNext) yield this.next();
    if (!isEnd) return;
    const longest = Math.max(0, ...[...this.streams.values()].map(({ length }) => length));
    while (this.rowCount < longest) yield this.next();
    yield this.singles;
  }

  private next(): Outputs {
    const place = this.rowCount++;
    const filled = [...this.streams].filter(([, values]) => place < values.length);
    const row = Object.fromEntries(filled.map(([name, values]) => [name, values[place]]));
    // Taken values are let go, so that a long stream doesn't stay in memory.
    for (const [, values] of filled) values[place] = undefined;
    return row;
  }
}

const severalValues = (name: string): string =>
  `output '${name}' of the workflow gave more than one value: declare it with "stream": true in dynamic_outputs, or collect the values into a list inside of the workflow`;
