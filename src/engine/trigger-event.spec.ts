import { describe, expect, it } from '@jest/globals';

import { Catalogue } from './catalogue.js';
import { prepareGraph, runGraph } from './engine.js';
import { defineNodeType } from './node-type.js';
import { any, str } from './property.js';

const Bell = defineNodeType({
  type: 'test.Bell',
  title: 'Bell',
  description: 'Waits for a ring.',
  outputs: { tone: 'any', by: 'str' },
  isTrigger: true,
  isPure: false,
  generate: function* () {
    yield { tone: 'listened', by: 'itself' };
  },
});
const Result = defineNodeType({
  type: 'test.Result',
  title: 'Result',
  description: 'Keeps what arrives.',
  properties: { name: str(''), value: any(null) },
  outputs: { output: 'any' },
  role: 'output',
  process: ({ value }) => ({ output: value }),
});

const graph = {
  nodes: [
    { id: 'one', type: Bell.type },
    { id: 'two', type: Bell.type },
    { id: 'tone', type: Result.type, data: { name: 'tone' } },
    { id: 'by', type: Result.type, data: { name: 'by' } },
    { id: 'other', type: Result.type, data: { name: 'other' } },
  ],
  edges: [
    { source: 'one', sourceHandle: 'tone', target: 'tone', targetHandle: 'value' },
    { source: 'one', sourceHandle: 'by', target: 'by', targetHandle: 'value' },
    { source: 'two', sourceHandle: 'tone', target: 'other', targetHandle: 'value' },
  ],
};

const run = (trigger?: { readonly nodeId: string; readonly payload: Readonly<Record<string, unknown>> }) =>
  runGraph({
    graph: prepareGraph(graph, new Catalogue([Bell, Result])),
    params: {},
    trigger,
    signal: new AbortController().signal,
    emit: () => undefined,
  });

describe('a run that an event begins', () => {
  it('has the payload at the outputs of its trigger, once, and nothing at the others', async () => {
    const { status, outputs } = await run({ nodeId: 'one', payload: { tone: { high: true }, loud: 1 } });
    expect(status).toBe('completed');
    expect(outputs).toEqual({ tone: [{ high: true }] });
  });

  it('lets the triggers listen when there is no event', async () => {
    expect((await run()).outputs).toEqual({ tone: ['listened'], by: ['itself'], other: ['listened'] });
  });

  it('is refused when the graph has no such trigger', async () => {
    await expect(run({ nodeId: 'tone', payload: {} })).rejects.toThrow('no trigger of that id');
  });
});
