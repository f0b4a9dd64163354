import { Failure } from '../failure.js';

/**
 * What travels along an edge. A stream in a scope of depth `d` is a tree written flat: at depth `d` each item is a value
 * or `SKIPPED`; every iteration at a depth from 1 to `d` is closed by `End(depth)`. So every step of an iteration gives
 * exactly one token on every edge, and streams can be paired without looking at clocks.
 * Values travel as they are; the other tokens are the objects below, and a `Failure` where a value could not be made.
 */
export type Token = unknown;

/** Stands for a value that doesn't exist: an untaken branch, a filtered item. */
export const SKIPPED = Symbol('skipped');

/** Nothing more comes, because something upstream failed. */
export const FAILED = Symbol('failed');

/** Nothing has arrived yet. Never travels. */
export const NOTHING = Symbol('nothing');

/** Tells a value from the marks that travel between values. */
export const isValue = (token: Token): boolean =>
  token !== SKIPPED && token !== FAILED && !(token instanceof End) && !(token instanceof Failure);

/** Closes one iteration. */
export class End {
  private constructor(
    /** Depth of the closed iteration, from 1. */
    readonly depth: number,
    /** True when the iteration never began because its source was skipped. */
    readonly isSkipped: boolean,
  ) {}

  private static readonly made: End[] = [];

  static of(depth: number, isSkipped: boolean): End {
    const index = depth * 2 + (isSkipped ? 1 : 0);
    return (End.made[index] ??= new End(depth, isSkipped));
  }
}
