import { describe, expect, it } from '@jest/globals';

import type { NodeContext } from '../../../engine/node-context.js';
import { nodetoolDictionaryTypes } from './types.js';

const run = (name: string, values: Record<string, unknown>, dynamicInputs: Record<string, unknown> = {}): unknown => {
  const type = nodetoolDictionaryTypes.find((candidate) => candidate.type === `nodetool.dictionary.${name}`);
  if (type?.behaviour.kind !== 'process') throw new Error(`${name} doesn't process`);
  const defaults = Object.fromEntries(
    Object.entries(type.properties).map(([key, property]) => [key, property.default]),
  );
  // Dictionary node types use nothing of the context but the dynamic inputs.
  const result = type.behaviour.process({ ...defaults, ...values }, { dynamicInputs } as unknown as NodeContext);
  return result && (result as { readonly output: unknown }).output;
};

describe('dictionary node types', () => {
  it('look up own keys only', () => {
    expect(run('GetValue', { dictionary: {}, key: 'constructor', default: 'd' })).toBe('d');
    expect(run('GetValue', { dictionary: { a: null }, key: 'a', default: 'd' })).toBeNull();
    expect(run('Filter', { dictionary: { a: 1 }, keys: ['toString', 'a'] })).toEqual({ a: 1 });
  });

  it('leave the dictionaries they are given alone', () => {
    const dictionary = Object.freeze({ a: 1, b: 2 });
    expect(run('Update', { dictionary, new_pairs: { a: 3 } })).toEqual({ a: 3, b: 2 });
    expect(run('Remove', { dictionary, key: 'a' })).toEqual({ b: 2 });
  });

  it('spell keys that are no texts as JSON does', () => {
    expect(run('Zip', { keys: [1, true, null, 1.5], values: ['a', 'b', 'c', 'd', 'e'] })).toEqual({
      1: 'a',
      true: 'b',
      null: 'c',
      1.5: 'd',
    });
    expect(() => run('Zip', { keys: [[1]], values: [1] })).toThrow("unhashable type: 'list'");
  });

  it('settle records with the same key as asked', () => {
    const values = {
      dictionaries: [
        { id: 1, v: 'a' },
        { id: 1, v: 'b' },
      ],
      key_field: 'id',
      value_field: 'v',
    };
    expect(run('ReduceDictionaries', values)).toEqual({ 1: 'a' });
    expect(run('ReduceDictionaries', { ...values, conflict_resolution: 'last' })).toEqual({ 1: 'b' });
    expect(() => run('ReduceDictionaries', { ...values, conflict_resolution: 'error' })).toThrow(
      'Duplicate key found: 1',
    );
  });

  it.each([
    ['type_is', 'bool', { k: true }, true],
    ['type_is', 'NoneType', { k: null }, true],
    ['equals', 'None', { k: null }, true],
    ['contains', "'a'", { k: ['a'] }, true],
    ['length_greater', '1', { k: [1, 2] }, true],
    ['length_greater', 'x', { k: [1, 2] }, false],
    ['exact_length', '1', { k: 5 }, false],
    ['contains', '', {}, false],
  ])('filter by %s %s', (filter, criteria, value, passes) => {
    expect(run('FilterDictByValue', { value, key: 'k', filter_type: filter, criteria })).toEqual(passes ? value : null);
  });

  it('let nothing pass that a query cannot judge', () => {
    expect(run('FilterDictByQuery', { value: { q: 'a' }, condition: 'q > 1' })).toBeNull();
    expect(run('FilterDictByQuery', { value: { q: 2 }, condition: 'q > 1 and missing > 1' })).toBeNull();
    expect(run('FilterDictByQuery', { value: { q: 2 }, condition: 'q > 1' })).toEqual({ q: 2 });
    expect(run('FilterDictByQuery', { value: 'no dictionary', condition: '' })).toBeNull();
  });

  it('gather dynamic inputs', () => {
    expect(run('MakeDictionary', {}, { a: 1, 'b c': null })).toEqual({ a: 1, 'b c': null });
  });
});
