import { describe, expect, it } from '@jest/globals';

import type { NodeContext } from '../../../engine/node-context.js';
import { nodetoolListTypes } from './types.js';

const run = (name: string, values: Record<string, unknown>, random = () => 0): unknown => {
  const type = nodetoolListTypes.find((candidate) => candidate.type === `nodetool.list.${name}`);
  if (type?.behaviour.kind !== 'process') throw new Error(`${name} doesn't process`);
  const defaults = Object.fromEntries(
    Object.entries(type.properties).map(([key, property]) => [key, property.default]),
  );
  // List node types use nothing of the context but its random numbers.
  const result = type.behaviour.process({ ...defaults, ...values }, { random } as unknown as NodeContext);
  return (result as { readonly output: unknown }).output;
};

describe('list node types', () => {
  it('keep the order of first appearance in set operations', () => {
    expect(run('Dedupe', { values: ['b', 'a', 'b', 1, true, [1], [1], { x: 1 }, { x: 1 }] })).toEqual([
      'b',
      'a',
      1,
      [1],
      { x: 1 },
    ]);
    expect(run('Union', { list1: [3, 1], list2: [2, 3] })).toEqual([3, 1, 2]);
    expect(run('Intersection', { list1: [3, 1, 3], list2: [3] })).toEqual([3]);
    expect(run('Difference', { list1: [3, { a: 1 }, 1], list2: [{ a: 1 }] })).toEqual([3, 1]);
  });

  it('shuffle with the random numbers of the context and leave the input alone', () => {
    const values = Object.freeze(['a', 'b', 'c', 'd']);
    const draws = [0.9, 0.1, 0.6];
    expect(run('Randomize', { values }, () => draws.shift() ?? 0)).toEqual(['c', 'b', 'a', 'd']);
  });

  it('take a stop of 0 for the end of the list', () => {
    expect(run('Slice', { values: [1, 2, 3, 4], start: 1, step: 2 })).toEqual([2, 4]);
    expect(run('Slice', { values: [1, 2, 3], start: -1, stop: -4, step: -1 })).toEqual([3, 2, 1]);
  });

  it('make no list that no memory holds', () => {
    expect(run('ListRange', { start: 2, stop: -3, step: -2 })).toEqual([2, 0, -2]);
    expect(() => run('ListRange', { stop: 2 ** 31 })).toThrow('more than the 10000000 of a list');
    expect(() => run('ListRange', { stop: 3, step: 0 })).toThrow('must not be zero');
  });

  it('open as many levels as wanted', () => {
    expect(run('Flatten', { values: [1, [2, [3, [4]]]] })).toEqual([1, 2, 3, 4]);
    expect(run('Flatten', { values: [1, [2, [3]]], max_depth: 1 })).toEqual([1, 2, [3]]);
    expect(run('Flatten', { values: [[1]], max_depth: 0 })).toEqual([[1]]);
  });

  it('refuse what is no number or empty', () => {
    expect(() => run('Sum', { values: [1, 'x'] })).toThrow('All values must be numbers');
    expect(() => run('Maximum', { values: [] })).toThrow('Cannot find maximum of empty list');
    expect(run('Sum', { values: [true, 2] })).toBe(3);
  });

  it('send a sequence one number at a time', () => {
    const type = nodetoolListTypes.find((candidate) => candidate.type === 'nodetool.list.GenerateSequence');
    if (type?.behaviour.kind !== 'generate') throw new Error('GenerateSequence must generate');
    const items = type.behaviour.generate({ start: 5, stop: 0, step: -2 }, {} as unknown as NodeContext);
    expect([...(items as Generator)]).toEqual([{ output: 5 }, { output: 3 }, { output: 1 }]);
  });
});
