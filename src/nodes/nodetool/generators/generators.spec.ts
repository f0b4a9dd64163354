import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { TestModels } from '../../../../test/support/node-models.js';
import { openNodeModels } from '../../../../test/support/node-models.js';
import type { NodeType } from '../../../engine/node-type.js';
import { dataframe } from '../../dataframe/dataframe.js';
import type { TrialOptions } from '../../try-node-type.js';
import { tryNodeType } from '../../try-node-type.js';
import { ChartGenerator } from './chart-generator.js';
import { DataGenerator } from './data-generator.js';
import { ListGenerator } from './list-generator.js';
import { ListReader } from './list-reader.js';
import { StructuredOutputGenerator } from './structured-output-generator.js';
import { SVGGenerator } from './svg-generator.js';
import { TableReader } from './table-reader.js';

const model = { type: 'language_model', provider: 'openai_compatible', id: 'scripted' };

let ai: TestModels;

beforeAll(async () => {
  ai = await openNodeModels();
});

afterAll(() => ai.close());

const run = (type: NodeType, inputs: Readonly<Record<string, unknown>>, options: TrialOptions = {}) =>
  tryNodeType(type, { model, ...inputs }, { ...options, services: { models: ai.models } });

const lastSent = (): string => JSON.stringify(ai.server.requests.at(-1)?.body);

/** Cuts a text at some of its places. */
const cut = (text: string, places: readonly number[]): readonly string[] => {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [...ends, text.length].map((end, index) => text.slice(index === 0 ? 0 : ends[index - 1], end));
};

describe('ListGenerator', () => {
  it('sends items while they are written', async () => {
    ai.server.play({
      kind: 'answer',
      text: ['Sure: <LIST_ITEM>**A', '**\n b</LIST_ITEM><LIST', '_ITEM>c</LIST_ITEM>'],
    });
    const { outputs } = await run(ListGenerator, { prompt: 'Letters', input_text: 'of all' });
    expect(outputs).toEqual({ item: ['A b', 'c'], index: [0, 1] });
    expect(lastSent()).toContain(String.raw`Letters\n\nof all`);
  });

  it('takes a last item without its end, unless it was cut off', async () => {
    ai.server.play({ kind: 'answer', text: ['<LIST_ITEM>a</LIST_ITEM><LIST_ITEM>b'] });
    expect((await run(ListGenerator, { prompt: 'x' })).outputs['item']).toEqual(['a', 'b']);
    ai.server.play({ kind: 'answer', text: ['<LIST_ITEM>a</LIST_ITEM><LIST_ITEM>b'], finish: 'length' });
    const { outputs, logs } = await run(ListGenerator, { prompt: 'x' });
    expect(outputs['item']).toEqual(['a']);
    expect(logs).toHaveLength(1);
  });

  it('says when there is no list', async () => {
    ai.server.play({ kind: 'answer', text: ['I would rather not'] });
    await expect(run(ListGenerator, { prompt: 'x' })).rejects.toThrow('The model wrote no list');
    await expect(run(ListGenerator, {})).rejects.toThrow('Give the generator a prompt');
  });

  it('reads the same items however the text is cut', () => {
    const item = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '<', '>', 'LIST', '/'), minLength: 1 });
    fc.assert(
      fc.property(fc.array(item), fc.array(fc.nat()), (items, places) => {
        const text = items.map((part) => `<LIST_ITEM>${part}</LIST_ITEM>`).join('\n');
        const pieces = new ListReader();
        const read = cut(text, places).flatMap((piece) => pieces.add(piece));
        expect(read).toEqual(new ListReader().add(text));
      }),
    );
  });
});

describe('DataGenerator', () => {
  const columns = {
    type: 'record_type',
    columns: [
      { name: 'name', data_type: 'string' },
      { name: 'age', data_type: 'int' },
      { name: 'share', data_type: 'float' },
    ],
  };
  const table = '| Age | name | share |\n|---|:--:|---|\n| 1,036 | Ada | 0.5 |\n| old | B\\|b | |\n\nThat is all.';

  it('sends rows while they are written, and the table at the end', async () => {
    ai.server.play({ kind: 'answer', text: [table.slice(0, 40), table.slice(40)] });
    const { outputs } = await run(DataGenerator, { prompt: 'People', columns });
    expect(outputs['record']).toEqual([
      { name: 'Ada', age: 1036, share: 0.5 },
      { name: 'B|b', age: null, share: null },
    ]);
    expect(outputs['index']).toEqual([0, 1]);
    expect(outputs['dataframe']).toEqual([
      dataframe(
        [
          { name: 'name', data_type: 'string' },
          { name: 'age', data_type: 'int' },
          { name: 'share', data_type: 'float' },
        ],
        [
          ['Ada', 1036, 0.5],
          ['B|b', null, null],
        ],
      ),
    ]);
    expect(lastSent()).toContain('age (int)');
  });

  it('lets the model choose the columns when none are given', async () => {
    ai.server.play({ kind: 'answer', text: ['| a | b |\n|-|-|\n| 1 | 2 |'] });
    expect((await run(DataGenerator, { prompt: 'x' })).outputs['record']).toEqual([{ a: '1', b: '2' }]);
    ai.server.play({ kind: 'answer', text: ['no table'] });
    await expect(run(DataGenerator, { prompt: 'x' })).rejects.toThrow('The model wrote no table');
  });

  it('reads the same rows however the text is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (places) => {
        const reader = new TableReader([]);
        const read = [...cut(table, places).flatMap((piece) => reader.add(piece)), ...reader.end()];
        expect(read).toEqual([
          { Age: '1,036', name: 'Ada', share: '0.5' },
          { Age: 'old', name: 'B|b', share: null },
        ]);
      }),
    );
  });
});

describe('StructuredOutputGenerator', () => {
  it('fills the declared outputs', async () => {
    ai.server.play({ kind: 'answer', text: ['Here: {"waves":[{"a":1}],"n":2}'] });
    const dynamicOutputs = { waves: { type: 'list', type_args: [{ type: 'any' }] }, n: { type: 'int' } };
    const inputs = { instructions: 'Plan', context: 'forest' };
    const { outputs } = await run(StructuredOutputGenerator, inputs, { dynamicOutputs });
    expect(outputs).toEqual({ waves: [[{ a: 1 }]], n: [2] });
    expect(lastSent()).toContain('forest');
    await expect(run(StructuredOutputGenerator, inputs)).rejects.toThrow('Define at least one output field');
  });

  it('says when the limit of tokens cuts the data off', async () => {
    ai.server.play({ kind: 'answer', text: ['{"n":'], finish: 'length' });
    const options = { dynamicOutputs: { n: { type: 'int' } } };
    await expect(run(StructuredOutputGenerator, { instructions: 'x', max_tokens: 9 }, options)).rejects.toThrow(
      'raise max_tokens above 9',
    );
  });
});

describe('ChartGenerator', () => {
  const data = dataframe(
    [
      { name: 'year', data_type: 'int' },
      { name: 'value', data_type: 'float' },
      { name: 'land', data_type: 'string' },
    ],
    [
      [2020, 1.5, 'NO'],
      [2021, 2.5, 'SE'],
      [2022, 3.5, 'NO'],
    ],
  );
  const chart = (trace: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({
      title: 'Values',
      x_title: 'Year',
      y_title: null,
      traces: [{ kind: 'line', name: null, x: 'year', y: 'value', z: null, group_by: null, ...trace }],
    });

  it('draws the values of the table, not those of the model', async () => {
    ai.server.play({ kind: 'answer', text: [chart({ group_by: 'land' })] });
    const { outputs } = await run(ChartGenerator, { prompt: 'value over year', data });
    expect(outputs['output']).toMatchObject([
      {
        type: 'plotly_config',
        config: {
          data: [
            { type: 'scatter', name: 'NO', x: [2020, 2022], y: [1.5, 3.5] },
            { type: 'scatter', name: 'SE', x: [2021], y: [2.5] },
          ],
          layout: { title: { text: 'Values' } },
        },
      },
    ]);
  });

  it('names a column that is not there', async () => {
    ai.server.play({ kind: 'answer', text: [chart({ y: 'price' })] });
    await expect(run(ChartGenerator, { prompt: 'x', data })).rejects.toThrow(
      "a column 'price', which the table doesn't have: its columns are year, value, land",
    );
    await expect(run(ChartGenerator, { prompt: 'x' })).rejects.toThrow('Give the chart a table with rows');
  });
});

describe('SVGGenerator', () => {
  it('gives the first drawing as elements, without what could run', async () => {
    const drawing =
      '<svg viewBox="0 0 9 9" onload="x()"><script>x()</script><g><text>A<tspan>b</tspan>c</text></g></svg>';
    ai.server.play({ kind: 'answer', text: ['```svg\n', drawing, '\n```'] });
    const { outputs } = await run(SVGGenerator, { prompt: 'x' });
    const tspan = (content: string) => ({ type: 'svg_element', name: 'tspan', attributes: {}, content, children: [] });
    const text = {
      type: 'svg_element',
      name: 'text',
      attributes: {},
      content: 'A',
      children: [tspan('b'), tspan('c')],
    };
    const group = { type: 'svg_element', name: 'g', attributes: {}, content: null, children: [text] };
    expect(outputs['output']).toEqual([
      [{ type: 'svg_element', name: 'svg', attributes: { viewBox: '0 0 9 9' }, content: null, children: [group] }],
    ]);
  });

  it('says when there is no drawing', async () => {
    ai.server.play({ kind: 'answer', text: ['no'] });
    await expect(run(SVGGenerator, { prompt: 'x' })).rejects.toThrow('The model drew nothing');
  });
});
