import { expect, it } from '@jest/globals';

import { createMemoryIo } from '../../../test/support/memory-io.js';
import { modelInputsOf, readWorkflowFile, textInputsOf } from './workflow-file.js';

const graph = { nodes: [{ id: '1', type: 'x' }], edges: [] };
const read = (value: unknown) =>
  readWorkflowFile('-', createMemoryIo({ stdin: typeof value === 'string' ? value : JSON.stringify(value) }));

it('reads a workflow with its name and keeps the rest of the document', async () => {
  const document = { id: 'w', name: 'Letters', graph, tags: ['text'] };
  expect(await read(document)).toEqual({ name: 'Letters', graph, params: {}, document });
});

it('reads a bare graph', async () => {
  expect(await read(graph)).toEqual({ name: 'standard input', graph, params: {}, document: {} });
});

it('takes parameters that stand beside the graph', async () => {
  expect(await read({ graph, params: { a: 1 } })).toMatchObject({ graph, params: { a: 1 } });
});

it('reads a file that begins with a byte order mark', async () => {
  expect(await read(`\uFEFF${JSON.stringify(graph)}`)).toMatchObject({ graph });
});

it.each([
  ['[]', 'standard input holds no workflow'],
  ['{"graph": {"nodes": {}}}', 'standard input holds no workflow'],
  ['{"graph": {"nodes": []}, "params": []}', 'params in standard input must be an object'],
  ['{"graph":\n  {"nodes": [1,]}}', 'standard input is not valid JSON: line 2, column 16: expected value'],
  ['', 'standard input is not valid JSON: line 1, column 1: expected value'],
])('refuses %j', async (text, message) => {
  await expect(read(text)).rejects.toMatchObject({ message, exitCode: 2 });
});

it('names a file that it can not read', async () => {
  await expect(readWorkflowFile('/nonexistent/w.json', createMemoryIo())).rejects.toMatchObject({
    message: 'cannot read /nonexistent/w.json: there is no such file',
    exitCode: 2,
  });
});

it('finds the inputs that take text, in both spellings', () => {
  const nodes = [
    { id: '1', type: 'nodetool.input.StringInput', data: { name: 'title' } },
    { id: '2', type: 'nodetool.input.StringInput', properties: { name: 'body' } },
    { id: '3', type: 'nodetool.input.IntegerInput', data: { name: 'count' } },
    { id: '4', type: 'nodetool.input.StringInput', data: {} },
    null,
  ];
  expect([...textInputsOf({ nodes, edges: [] })]).toEqual(['title', 'body']);
});

it('finds the inputs that take a model, with its kind', () => {
  const nodes = [
    { id: '1', type: 'nodetool.input.LanguageModelInput', data: { name: 'model' } },
    { id: '2', type: 'nodetool.input.EmbeddingModelInput', data: { name: 'embedding' } },
    { id: '3', type: 'nodetool.input.StringInput', data: { name: 'title' } },
  ];
  expect([...modelInputsOf({ nodes, edges: [] })]).toEqual([
    ['model', 'language_model'],
    ['embedding', 'embedding_model'],
  ]);
});
