import { describe, expect, it } from '@jest/globals';

import type { NodeContext } from '../../../engine/node-context.js';
import type { NodeType } from '../../../engine/node-type.js';
import { nodetoolTextTypes } from './types.js';

const typeNamed = (name: string): NodeType => {
  const type = nodetoolTextTypes.find((candidate) => candidate.type === `nodetool.text.${name}`);
  if (!type) throw new Error(`no node type ${name}`);
  return type;
};

const run = async (name: string, values: Record<string, unknown>, dynamicInputs: Record<string, unknown> = {}) => {
  const { behaviour, properties } = typeNamed(name);
  if (behaviour.kind !== 'process') throw new Error(`${name} doesn't process`);
  const defaults = Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, property.default]));
  // Text node types use nothing of the context but the dynamic inputs.
  return behaviour.process({ ...defaults, ...values }, { dynamicInputs } as unknown as NodeContext);
};

describe('text node types', () => {
  it('keep capitals of texts inside expressions and find names without regard to case', async () => {
    const template = '{{ "ABC" }} {Name} {{ NAME|replace("B", "X") }}';
    expect(await run('FormatText', { template }, { name: 'Bob' })).toEqual({ output: 'ABC Bob Xob' });
  });

  it('leave braces of JSON alone', async () => {
    expect(await run('FormatText', { template: '{"k": {v}}' }, { v: 1 })).toEqual({ output: '{"k": {v}}' });
  });

  it('say that a template failed and why', async () => {
    await expect(run('FormatText', { template: '{{ a.b.c }}' }, { a: {} })).rejects.toThrow(
      "Template error: 'dict object' has no attribute 'b'",
    );
  });

  it('replace placeholders in the order of the values', async () => {
    const values = { a: '{b} $&', b: 'deep' };
    expect(await run('Template', { string: '{{ a }} {c}', values }, {})).toEqual({ output: 'deep $& {c}' });
  });

  it('count tokens by vocabulary', async () => {
    expect(await run('CountTokens', { text: 'hello world' })).toEqual({ output: 2 });
    expect(await run('CountTokens', { text: 'a <|endoftext|> b', encoding: 'r50k_base' })).toEqual({ output: 9 });
    expect(await run('CountTokens', { text: '', encoding: 'p50k_base' })).toEqual({ output: 0 });
  });

  it('take an end of 0 for the end of the text in IndexOf', async () => {
    expect(await run('IndexOf', { text: 'a😀b', substring: 'b' })).toEqual({ output: 2 });
    expect(await run('IndexOf', { text: 'abcb', substring: 'b', search_from_end: true })).toEqual({ output: 3 });
  });

  it('check bounds of a length', async () => {
    expect(await run('HasLength', { text: 'abc', min_length: 2, max_length: 3 })).toEqual({ output: true });
    expect(await run('HasLength', { text: 'abcd', max_length: 3 })).toEqual({ output: false });
    expect(await run('HasLength', { text: 'abc', exact_length: 2, max_length: 9 })).toEqual({ output: false });
  });

  it('put the separator back between the words of a chunk', async () => {
    const values = { text: 'a,b,c', length: 2, overlap: 1, separator: ',' };
    expect(await run('Chunk', values)).toEqual({ output: ['a,b', 'b,c', 'c'] });
  });

  it('take accents off but keep marks that belong to a script', async () => {
    expect(await run('StripAccents', { text: 'Ångström ñ กำ' })).toEqual({ output: 'Angstrom n กํา' });
  });

  it('leave out values of another kind in filters', async () => {
    expect(await run('FilterString', { value: 7, criteria: '' })).toBeNull();
    expect(await run('FilterRegexString', { value: 'a1', pattern: '(' })).toBeNull();
    expect(await run('FilterString', { value: 'abc', filter_type: 'exact_length', criteria: ' 3 ' })).toEqual({
      output: 'abc',
    });
  });

  it('keep every item of a stream in Collect', async () => {
    const { behaviour } = typeNamed('Collect');
    if (behaviour.kind !== 'reduce') throw new Error('Collect must reduce');
    const { start, add, finish } = behaviour.reduction;
    const context = {} as unknown as NodeContext; // it uses nothing of it
    let state = start({ separator: '-' });
    for (const item of ['x', 'y', 'z']) state = await add(state, item, context);
    expect(finish(state, { separator: '-' }, context)).toEqual({ output: 'x-y-z' });
  });
});
