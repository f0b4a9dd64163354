import { describe, expect, it } from '@jest/globals';

import { Catalogue } from '../catalogue.js';
import { prepareGraph } from '../engine.js';
import { defineNodeType } from '../node-type.js';
import { choice, float, int, list, number, str } from '../property.js';

const outputs = { output: 'str' } as const;
const catalogue = new Catalogue([
  defineNodeType({
    type: 't.text.Concat',
    title: 'Concat',
    description: '',
    properties: { a: str(), b: str() },
    outputs,
    process: () => null,
  }),
  defineNodeType({
    type: 't.math.Add',
    title: 'Add',
    description: '',
    properties: { a: number(), b: number(), n: int(1, { min: 0, max: 10 }) },
    outputs: { output: 'int|float' },
    process: () => null,
  }),
  defineNodeType({
    type: 't.list.Join',
    title: 'Join',
    description: '',
    properties: { parts: list('str'), mode: choice('M', ['a', 'b'], 'a') },
    outputs,
    process: () => null,
  }),
  defineNodeType({
    type: 't.list.Sum',
    title: 'Sum',
    description: '',
    properties: { values: list('float') },
    outputs: { output: 'float' },
    process: () => null,
  }),
  defineNodeType({
    type: 't.text.Save',
    title: 'Save',
    description: '',
    properties: { text: str() },
    outputs,
    requiredInputs: ['text'],
    process: () => null,
  }),
  defineNodeType({
    type: 't.In',
    title: 'In',
    description: '',
    role: 'input',
    properties: { name: str(), value: float() },
    outputs: { output: 'float' },
    process: () => null,
  }),
  defineNodeType({
    type: 't.Out',
    title: 'Out',
    description: '',
    role: 'output',
    properties: { name: str(), value: str() },
    outputs,
    process: () => null,
  }),
  defineNodeType({ type: 't.Note', title: 'Note', description: '', role: 'annotation', process: () => null }),
]);

const node = (id: string, type: string, data: object = {}) => ({ id, type: `t.${type}`, data });
const edge = (id: string, from: string, to: string) => {
  const [source, sourceHandle] = from.split('.');
  const [target, targetHandle] = to.split('.');
  return { id, source, sourceHandle, target, targetHandle };
};

/** Findings as `code severity place`, in the order in which they are given. */
const findings = (nodes: readonly unknown[], edges: readonly unknown[] = []): readonly string[] =>
  prepareGraph({ nodes, edges }, catalogue).problems.map(
    ({ code, severity, node_id: nodeId = '', edge_id: edgeId = '', handle = '' }) =>
      [code, severity, nodeId, edgeId, handle].filter(Boolean).join(' '),
  );

describe('validation', () => {
  it('finds nothing wrong with a sound graph', () => {
    const nodes = [node('c', 'text.Concat', { a: 'x' }), node('o', 'Out', { name: 'out' }), node('n', 'Note')];
    expect(findings(nodes, [edge('e', 'c.output', 'o.value')])).toEqual([]);
  });

  it('names every fault of a graph at once', () => {
    const nodes = [
      node('c', 'text.Concat'),
      node('c', 'text.Concat'),
      node('u', 'text.Concatt'),
      node('j', 'list.Sum'),
      node('i', 'In'),
      node('x', 'math.Add'),
      node('y', 'math.Add', { a: 'seven', n: 11, m: 1 }),
    ];
    const edges = [
      edge('e1', 'c.output', 'j.values'),
      edge('e2', 'x.output', 'y.b'),
      edge('e3', 'y.output', 'x.a'),
      edge('e4', 'c.output', 'q.a'),
    ];
    expect(findings(nodes, edges)).toEqual([
      'DUPLICATE_NODE_ID error c',
      'UNKNOWN_NODE_TYPE error u',
      'INVALID_VALUE error y a',
      'INPUT_WITHOUT_NAME error i name',
      'TYPE_MISMATCH error j e1 values',
      'CYCLE error x',
      'OUT_OF_RANGE warning y n',
      'UNKNOWN_PROPERTY warning y m',
      'MISSING_NODE warning e4',
      'ORPHAN warning i',
      'UNUSED_RESULT suggestion j',
    ]);
  });

  it('names near types of an unknown one', () => {
    const [problem] = prepareGraph({ nodes: [node('u', 'text.Concatt')], edges: [] }, catalogue).problems;
    expect(problem?.message).toBe('Node type not found: t.text.Concatt (node: u). Did you mean t.text.Concat?');
  });

  it('refuses two edges into a handle that takes one value, and takes them into a list', () => {
    const nodes = [
      node('a', 'text.Concat', { a: '1' }),
      node('b', 'text.Concat'),
      node('c', 'text.Concat'),
      node('j', 'list.Join'),
    ];
    expect(
      findings(nodes, [
        edge('1', 'a.output', 'c.a'),
        edge('2', 'b.output', 'c.a'),
        edge('3', 'c.output', 'j.parts'),
        edge('4', 'a.output', 'j.parts'),
      ]),
    ).toEqual(['MULTIPLE_EDGES error c a', 'UNUSED_RESULT suggestion j']);
  });

  it('refuses two inputs of one name', () => {
    expect(findings([node('a', 'In', { name: 'x' }), node('b', 'In', { name: 'x' })])).toContain(
      'DUPLICATE_INPUT_NAME error name',
    );
  });

  it('warns of an own value outside the bounds that its input stores', () => {
    const { problems } = prepareGraph({ nodes: [node('a', 'In', { name: 'x', value: 500, max: 100 })] }, catalogue);
    const problem = problems.find(({ code }) => code === 'OUT_OF_RANGE');
    expect(problem).toMatchObject({ severity: 'warning', node_id: 'a', handle: 'value' });
    expect(problem?.message).toContain('its own value is 500, but its largest value is 100');
  });

  it('ignores edges to handles that are not there, with a warning each', () => {
    const nodes = [node('a', 'text.Concat'), node('b', 'text.Concat')];
    expect(findings(nodes, [edge('1', 'a.nope', 'b.a'), edge('2', 'a.output', 'b.nope')]).slice(0, 2)).toEqual([
      'MISSING_HANDLE warning a 1 nope',
      'MISSING_HANDLE warning b 2 nope',
    ]);
  });

  it('asks for an input without which a graph node makes no sense', () => {
    expect(findings([node('s', 'text.Save')])).toEqual(['MISSING_INPUT error s text']);
    expect(findings([node('s', 'text.Save', { text: 'x' })])).toEqual([]);
  });

  it('reads NodeTool spellings and numbers as ids', () => {
    const nodes = [
      { id: 1, type: 't.text.Concat', properties: { a: 'x' } },
      { id: '2', type: 't.Out', data: { name: 'o' } },
    ];
    expect(findings(nodes, [{ source: 1, source_handle: 'output', target: '2', target_handle: 'value' }])).toEqual([]);
  });

  it.each([null, [], {}, { nodes: {} }, { nodes: [null, { id: 'a' }], edges: [1] }, { nodes: [], edges: {} }])(
    'says what is malformed in %j',
    (raw) => {
      expect(prepareGraph(raw, catalogue).problems.every(({ code }) => code === 'MALFORMED')).toBe(true);
      expect(prepareGraph(raw, catalogue).hasErrors).toBe(true);
    },
  );

  it('points out where a control edge leads wrong, and its cycles', () => {
    const nodes = [node('a', 'text.Concat'), node('b', 'text.Concat')];
    const control = [edge('1', 'a.output', 'b.__control__'), edge('2', 'b.output', 'a.__control__')];
    expect(findings(nodes, control)).toContain('CYCLE error a');
  });
});
