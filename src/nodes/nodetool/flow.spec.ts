import { describe, expect, it } from '@jest/globals';

import type { NodeContext } from '../../engine/node-context.js';
import type { NodeType } from '../../engine/node-type.js';
import { All, Some } from './boolean/types.js';
import { CompareImages } from './compare/types.js';
import { ImageSize } from './constant/assets.js';
import { LanguageModelConstant } from './constant/models.js';
import { Collect, ForEach, If } from './control/types.js';
import { emptyValue } from './empty-values.js';
import { DocumentFileInput } from './input/files.js';
import { RealtimeAudioInput } from './input/media.js';
import { MessageDeconstructor } from './input/messages.js';
import { FilterNumber, FilterNumberRange } from './numbers/types.js';

// None of these types uses its context.
const context = {} as NodeContext;

const run = ({ behaviour }: NodeType, inputs: Readonly<Record<string, unknown>>): unknown => {
  if (behaviour.kind !== 'process') throw new TypeError('not a process type');
  return behaviour.process(inputs, context);
};

describe('If', () => {
  it('sends the value one way only, null included', () => {
    expect(run(If, { condition: true, value: null })).toEqual({ if_true: null });
    expect(run(If, { condition: false, value: 0 })).toEqual({ if_false: 0 });
  });
});

describe('ForEach and Collect', () => {
  it('ForEach numbers the items', () => {
    if (ForEach.behaviour.kind !== 'generate') throw new TypeError('not a generator');
    const items = ForEach.behaviour.generate({ input_list: ['a', null] }, context) as Generator;
    expect([...items]).toEqual([
      { output: 'a', index: 0 },
      { output: null, index: 1 },
    ]);
  });

  it('Collect keeps null items and starts afresh for every iteration', () => {
    if (Collect.behaviour.kind !== 'reduce') throw new TypeError('not a reduction');
    const { start, add, finish } = Collect.behaviour.reduction;
    const collected = add(add(start({}), 1, context), null, context);
    expect(finish(collected, {}, context)).toEqual({ output: [1, null] });
    expect(finish(start({}), {}, context)).toEqual({ output: [] });
  });
});

describe('FilterNumber', () => {
  const passing = (filter_type: string, values: readonly unknown[], compare_value = 0): unknown[] =>
    values.filter((value) => run(FilterNumber, { value, filter_type, compare_value }) !== null);

  it.each([
    ['odd', [-3, 1]],
    ['even', [-2, 0, 4]],
    ['positive', [1, 2.5, 4, Infinity, true]],
    ['negative', [-3, -2]],
    ['greater_than', [1, 2.5, 4, Infinity, true]],
    ['equal_to', [0]],
  ])('%s', (filter, expected) => {
    const values = [-3, -2, 0, 1, 2.5, 4, NaN, Infinity];
    const booleans = filter === 'positive' || filter === 'greater_than' ? [true] : [];
    expect(passing(filter, [...values, ...booleans])).toEqual(expected);
  });

  it('skips what is not a number', () => {
    expect(passing('less_than', ['1', null, [], {}, 1], 5)).toEqual([1]);
    expect(run(FilterNumberRange, { value: '1', min_value: 0, max_value: 2, inclusive: true })).toBeNull();
  });

  it('takes the bounds of a range in or leaves them out', () => {
    const range = { value: 2, min_value: 0, max_value: 2 };
    expect(run(FilterNumberRange, { ...range, inclusive: true })).toEqual({ output: 2 });
    expect(run(FilterNumberRange, { ...range, inclusive: false })).toBeNull();
  });
});

describe('All and Some', () => {
  it('answer for the empty list as for no exception and no example', () => {
    expect(run(All, { values: [] })).toEqual({ output: true });
    expect(run(Some, { values: [] })).toEqual({ output: false });
  });
});

describe('constants without a value', () => {
  it('a model gives its empty reference, an image size asks for one', () => {
    expect(run(LanguageModelConstant, { value: null })).toEqual({ output: emptyValue('language_model') });
    expect(() => run(ImageSize, { value: null })).toThrow('Choose an image size');
  });
});

describe('inputs of a special kind', () => {
  it.each([
    ['', ''],
    ['/data/a b.pdf', 'file:///data/a b.pdf'],
    ['C:\\docs\\a.pdf', 'file:///C:/docs/a.pdf'],
    ['file:///x.txt', 'file:///x.txt'],
  ])('DocumentFileInput points at %j', (path, uri) => {
    expect(run(DocumentFileInput, { value: path })).toEqual({ document: { ...emptyValue('document'), uri }, path });
  });

  it('RealtimeAudioInput sends chunks and recordings, and nothing while unset', () => {
    const chunk = { type: 'chunk', content: '' };
    expect(run(RealtimeAudioInput, { value: chunk })).toEqual({ chunk });
    expect(run(RealtimeAudioInput, { value: emptyValue('audio') })).toBeNull();
  });

  it('MessageDeconstructor takes parts of every kind', () => {
    const content = [
      { type: 'text', text: 'hi' },
      { type: 'image_url', image: { type: 'image', uri: 'a.png' } },
      { type: 'audio', audio: { type: 'audio', uri: 'a.mp3' } },
      'stray',
    ];
    expect(
      run(MessageDeconstructor, {
        value: { ...emptyValue('message'), id: 'm1', role: 'user', content, provider: 'openai', model: 'x' },
      }),
    ).toEqual({
      id: 'm1',
      thread_id: null,
      role: 'user',
      text: 'hi',
      image: { ...emptyValue('image'), uri: 'a.png' },
      audio: { ...emptyValue('audio'), uri: 'a.mp3' },
      model: { ...emptyValue('language_model'), provider: 'openai', id: 'x' },
    });
  });
});

describe('CompareImages', () => {
  it('shows nothing until both pictures are there', () => {
    const image = { ...emptyValue('image'), uri: 'a.png' };
    const labels = { label_a: 'A', label_b: 'B' };
    expect(run(CompareImages, { image_a: image, image_b: emptyValue('image'), ...labels })).toBeNull();
    expect(run(CompareImages, { image_a: image, image_b: image, ...labels })).toEqual({
      output: { type: 'image_comparison', image_a: image, image_b: image, ...labels },
    });
  });
});
