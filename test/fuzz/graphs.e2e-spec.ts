import { isDeepStrictEqual } from 'node:util';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { RunGraphOptions } from '../../src/engine/engine.js';
import { prepareGraph, runGraph } from '../../src/engine/engine.js';
import type { Actor } from '../../src/engine/run/actor.js';
import type { Recipe } from './random-graph.js';
import { numbersFrom } from '../support/random-numbers.js';
import { delays, fuzzCatalogue, fuzzTypes, puzzleOf, TooLargeError } from './random-graph.js';

/** How many random graphs are compared. */
const GRAPHS = Number(process.env['FUZZ_GRAPHS'] ?? 10_000);

const randomRecipes = (random: () => number): Recipe[] => {
  const number = (): number => Math.floor(random() * 1000);
  return Array.from({ length: 1 + Math.floor(random() * 9) }, () => [number(), number(), number(), number()] as const);
};

/** What a graph should give and what it gives; null for a graph that is refused or would give very much. */
const judge = async (recipes: readonly Recipe[], options: Partial<RunGraphOptions> = {}) => {
  const { graph, types, solve } = puzzleOf(recipes);
  const prepared = prepareGraph(graph, fuzzCatalogue);
  if (prepared.hasErrors) return null;
  try {
    const expected = solve();
    const { status, outputs, error } = await runGraph({
      graph: prepared,
      params: {},
      signal: new AbortController().signal,
      emit: () => {},
      ...options,
    });
    return {
      types,
      actual: { status, outputs, error },
      expected: { status: 'completed', outputs: expected, error: null },
    };
  } catch (error) {
    if (error instanceof TooLargeError) return null;
    throw error;
  }
};

describe('random graphs', () => {
  it(`give what a plain evaluation without an engine gives (${GRAPHS} of them)`, async () => {
    let compared = 0;
    const seen = new Set<string>();
    for (let seed = 1; compared < GRAPHS; seed += 1) {
      const judged = await judge(randomRecipes(numbersFrom(seed)));
      if (!judged) continue;
      compared += 1;
      for (const type of judged.types) seen.add(type);
      if (isDeepStrictEqual(judged.actual, judged.expected)) continue;
      expect({ seed, ...judged.actual }).toEqual({ seed, ...judged.expected });
    }
    expect(fuzzTypes.filter((type) => !seen.has(type))).toEqual([]);
  }, 300_000);

  it('give the same in the same order, whoever goes first and however long it takes', async () => {
    const part = fc.nat({ max: 999 });
    const recipes = fc.array(fc.tuple(part, part, part, part), { minLength: 1, maxLength: 8 });
    const property = fc.asyncProperty(recipes, fc.nat(), async (graph, seed) => {
      const random = numbersFrom(seed);
      const pick = (queue: Actor[]): Actor | undefined => queue.splice(Math.floor(random() * queue.length), 1)[0];
      delays.next = () => pauseOf(random());
      try {
        const judged = await judge(graph, { pick, maxConcurrent: 1 + Math.floor(random() * 8) });
        if (judged) expect(judged.actual).toEqual(judged.expected);
      } finally {
        delays.next = () => null;
      }
    });
    const { counterexample, errorInstance } = await fc.check(property, { numRuns: Math.ceil(GRAPHS / 25) });
    expect({ counterexample, errorInstance }).toEqual({ counterexample: null, errorInstance: null });
  }, 120_000);
});

/** No pause, a turn of promises, or a turn of the event loop. */
const pauseOf = (chance: number): Promise<void> | null => {
  if (chance < 0.5) return null;
  return chance < 0.9 ? Promise.resolve() : new Promise((resolve) => setImmediate(resolve));
};
