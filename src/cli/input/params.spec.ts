import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createMemoryIo } from '../../../test/support/memory-io.js';
import { collectParams, parsePair, parseTextPairs } from './params.js';

const io = createMemoryIo({ stdin: 'from stdin' });
const none: ReadonlySet<string> = new Set();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-params-'));
  await writeFile(join(folder, 'letter.txt'), '42\n');
  await writeFile(join(folder, 'params.json'), '{"a": 1, "b": [true]}');
});
afterAll(() => rm(folder, { recursive: true }));

describe('a parameter on the command line', () => {
  it.each([
    ['n=5', 5],
    ['n=-1.5e3', -1500],
    ['n=true', true],
    ['n=null', null],
    ['n=[1, "x"]', [1, 'x']],
    ['n={"a": 1}', { a: 1 }],
    ['n=Ada Lovelace', 'Ada Lovelace'],
    ['n="5"', '5'],
    ['n=', ''],
    ['n=a=b', 'a=b'],
    ['n=two\nlines', 'two\nlines'],
    ['n=@@home', '@home'],
    ['n:=5', 5],
  ])('reads %j', async (pair, value) => {
    expect(await parsePair(pair, none, io)).toEqual({ name: 'n', value });
  });

  it.each(['n=5', 'n=true', 'n="x"'])('keeps %j as it is for an input that takes text', async (pair) => {
    expect(await parsePair(pair, new Set(['n']), io)).toEqual({ name: 'n', value: pair.slice(2) });
  });

  it('takes the contents of a file or of standard input', async () => {
    const path = join(folder, 'letter.txt');
    expect(await parsePair(`n=@${path}`, new Set(['n']), io)).toEqual({ name: 'n', value: '42\n' });
    expect(await parsePair(`n=@${path}`, none, io)).toEqual({ name: 'n', value: 42 });
    expect(await parsePair('n=@-', none, io)).toEqual({ name: 'n', value: 'from stdin' });
  });

  it.each([
    ['n', '"n" is not of the form name=value'],
    ['=5', '"=5" is not of the form name=value'],
    ['n:=five', 'the value of n is not valid JSON: line 1, column 1: expected value'],
    ['n=@/nonexistent/x', 'cannot read /nonexistent/x: there is no such file'],
  ])('refuses %j', async (pair, message) => {
    await expect(parsePair(pair, none, io)).rejects.toMatchObject({ message, exitCode: 2 });
  });
});

describe('the parameters of a run', () => {
  it('come from the workflow, then the file, then the command line', async () => {
    const fromWorkflow = { a: 0, c: 'kept' };
    const file = join(folder, 'params.json');
    const params = await collectParams({ fromWorkflow, file, pairs: ['b=2', 'd=3'], textInputs: none }, io);
    expect(params).toEqual({ a: 1, b: 2, c: 'kept', d: 3 });
  });

  it('name a model as provider/id, or by the whole reference, where an input takes one', async () => {
    const modelInputs = new Map([['model', 'language_model']]);
    const read = (pair: string) =>
      collectParams({ fromWorkflow: {}, pairs: [pair], textInputs: none, modelInputs }, io);
    const model = { type: 'language_model', provider: 'openrouter', id: 'meta/llama-3.2' };
    expect(await read('model=openrouter/meta/llama-3.2')).toEqual({ model });
    expect(await read(`model=${JSON.stringify(model)}`)).toEqual({ model });
    expect(await read('other=a/b')).toEqual({ other: 'a/b' });
    await expect(read('model=llama')).rejects.toMatchObject({
      message: 'model takes a model: "llama" is not of the form provider/model',
      exitCode: 2,
    });
  });

  it('may not be a list', async () => {
    const source = { fromWorkflow: {}, file: '-', pairs: [], textInputs: none };
    await expect(collectParams(source, createMemoryIo({ stdin: '[1]' }))).rejects.toThrow(
      'standard input must hold a JSON object of parameters',
    );
  });
});

describe('labels', () => {
  it('stay text', () => {
    expect(parseTextPairs(['gpu=1', 'region=eu=west'], 'label')).toEqual({ gpu: '1', region: 'eu=west' });
  });

  it('need a name', () => {
    expect(() => parseTextPairs(['gpu'], 'label')).toThrow('label "gpu" is not of the form name=value');
  });
});
