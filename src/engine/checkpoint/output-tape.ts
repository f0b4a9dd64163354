import type { Token } from '../run/token.js';
import { encodeToken } from './checkpoint-codec.js';

/** Characters that a graph node's checkpoint may have: more is sooner made again than stored. */
const MAX_NODE_LENGTH = 1_048_576;
/** Characters that all checkpoints of a run may have. */
const MAX_RUN_LENGTH = 64 * 1_048_576;

/** What the checkpoints of a run may still take. */
export class TapeBudget {
  private left = MAX_RUN_LENGTH;

  /** Takes room away; false when there isn't enough. */
  take(length: number): boolean {
    if (length > this.left) return false;
    this.left -= length;
    return true;
  }

  give(length: number): void {
    this.left += length;
  }
}

/** Why a graph node has no checkpoint. */
export type TapeFault = 'size' | 'kind';

/** Everything that a graph node has sent so far, as JSON text. */
export class OutputTape {
  /** Why nothing is kept, or null. */
  fault: TapeFault | null = null;
  private readonly tracks: OutputTrack[] = [];
  private length = 0;

  constructor(private readonly budget: TapeBudget) {}

  /** Opens the record of one output. */
  track(output: string): OutputTrack {
    const track = new OutputTrack(output, (token) => this.encode(token));
    this.tracks.push(track);
    return track;
  }

  /** The record as `{"output": [token, …], …}`; null when nothing is kept. */
  read(): string | null {
    if (this.fault) return null;
    return `{${this.tracks.map(({ output, text }) => `${JSON.stringify(output)}:[${text}]`).join(',')}}`;
  }

  private encode(token: Token): string | null {
    if (this.fault) return null;
    const text = encodeToken(token);
    if (text === null) return this.giveUp('kind');
    this.length += text.length + 1;
    if (this.length > MAX_NODE_LENGTH || !this.budget.take(text.length + 1)) return this.giveUp('size');
    return text;
  }

  private giveUp(fault: TapeFault): null {
    this.fault = fault;
    for (const track of this.tracks) this.budget.give(track.text.length);
    for (const track of this.tracks) track.text = '';
    return null;
  }
}

/** The record of one output. */
export class OutputTrack {
  text = '';

  constructor(
    readonly output: string,
    private readonly encode: (token: Token) => string | null,
  ) {}

  add(token: Token): void {
    const text = this.encode(token);
    if (text !== null) this.text = this.text === '' ? text : `${this.text},${text}`;
  }
}
