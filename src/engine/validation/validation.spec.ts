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
    properties: { text: str(), folder: str() },
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
  defineNodeType({
    type: 't.Send',
    title: 'Send',
    description: '',
    isPure: false,
    properties: { text: str() },
    outputs: { output: 'str', __control_output__: 'any' },
    process: () => null,
  }),
  defineNodeType({
    type: 't.Sink',
    title: 'Sink',
    description: '',
    properties: { text: str() },
    process: () => null,
  }),
  defineNodeType({
    type: 't.Loop',
    title: 'Loop',
    description: '',
    properties: { items: list('any'), back: str(), limit: int(), label: str() },
    outputs: { item: 'str' },
    streams: ['items'],
    feedback: ['back'],
    async *consume({ items }) {
      for await (const item of items) yield { item };
    },
  }),
  defineNodeType({
    type: 't.Each',
    title: 'Each',
    description: '',
    properties: { items: list('any') },
    outputs: { item: 'any' },
    *generate({ items }) {
      for (const item of items) yield { item };
    },
  }),
  defineNodeType({
    type: 't.Old',
    title: 'Old',
    description: '',
    role: 'annotation',
    unavailable: 'gone',
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

/** What the findings of a graph say. */
const messages = (nodes: readonly unknown[], edges: readonly unknown[] = []): readonly string[] =>
  prepareGraph({ nodes, edges }, catalogue).problems.map(({ message }) => message);

const controlEdge = (id: string, source: string, target: string) => ({
  ...edge(id, `${source}.__control__`, `${target}.__control__`),
  edge_type: 'control',
});

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

describe('edges that lead nowhere', () => {
  const nodes = [node('a', 'text.Concat'), node('o', 'Out', { name: 'out' })];
  const sound = edge('1', 'a.output', 'o.value');

  it('say which end is missing, and are ignored', () => {
    expect(messages(nodes, [sound, edge('2', 'x.output', 'a.a'), edge('3', 'a.output', 'y.a')])).toEqual([
      'Edge references non-existent source node: x; edge 2 is ignored.',
      'Edge references non-existent target node: y; edge 3 is ignored.',
    ]);
    expect(messages(nodes, [sound, controlEdge('2', 'a', 'y')])).toEqual([
      'Control edge 2 has invalid target y; it is ignored.',
    ]);
  });

  it('say what there is in place of a missing output', () => {
    const more = [...nodes, node('s', 'Sink', { text: 'x' })];
    const stray = [edge('2', 'a.nope', 'a.a'), edge('3', 's.nope', 'a.a'), edge('4', 'a.output', 's.nope')];
    expect(messages(more, [sound, edge('0', 'a.output', 's.text'), ...stray])).toEqual([
      "Graph node a (t.text.Concat) has no output 'nope' (it has: output); edge 2 is ignored.",
      "Graph node s (t.Sink) has no output 'nope' (it has: none); edge 3 is ignored.",
      "Graph node s (t.Sink) has no input 'nope'; edge 4 is ignored.",
    ]);
  });

  it('are part of the finding where a type is unknown', () => {
    const unknown = [...nodes, node('u', 'no.Such')];
    const edges = [sound, edge('2', 'u.output', 'a.a'), edge('3', 'a.output', 'u.a')];
    expect(findings(unknown, edges)).toEqual(['UNKNOWN_NODE_TYPE error u']);
  });
});

describe('edges that do not fit', () => {
  it('are counted where too many come, once for each property', () => {
    const nodes = [
      node('a', 'text.Concat'),
      node('b', 'text.Concat'),
      node('c', 'text.Concat'),
      node('o', 'Out', { name: 'o' }),
    ];
    const edges = [
      edge('1', 'a.output', 'c.a'),
      edge('2', 'b.output', 'c.a'),
      edge('3', 'a.output', 'c.a'),
      edge('4', 'a.output', 'c.b'),
      edge('5', 'c.output', 'o.value'),
    ];
    expect(messages(nodes, edges)).toEqual([
      "Graph node c (t.text.Concat): 3 edges lead into property 'a', which takes one str. Collect the values into a list first, or remove edges.",
    ]);
  });

  it('say both types', () => {
    const nodes = [node('a', 'text.Concat'), node('x', 'list.Sum'), node('o', 'Out', { name: 'o' })];
    expect(messages(nodes, [edge('1', 'a.output', 'x.values'), edge('2', 'a.output', 'o.value')])).toEqual([
      "Graph node x (t.list.Sum): Type mismatch for property 'values' - a.output gives str, but values takes list[float].",
      expect.stringContaining("Node 'x'"),
    ]);
  });
});

describe('values', () => {
  it('may lie on their bounds, and are warned of beyond', () => {
    const withN = (n: unknown) => messages([node('x', 'math.Add', { n })]);
    expect([0, 5, 10].flatMap(withN)).toEqual([]);
    const outside = (n: number) => `Graph node x (t.math.Add): property 'n' is ${n}, outside its range 0 to 10.`;
    expect([-1, 11].flatMap(withN)).toEqual([outside(-1), outside(11)]);
  });

  it('are bounded by what is stored beside them in inputs alone', () => {
    const bounded = (data: object) => findings([node('i', 'In', { name: 'x', ...data })]);
    expect(bounded({ value: 100, max: 100 }).filter((text) => text.startsWith('OUT_OF_RANGE'))).toEqual([]);
    const other = findings([node('o', 'Out', { name: 'x', value: 'long', max_length: 1 })]);
    expect(other).toEqual(['UNKNOWN_PROPERTY warning o max_length']);
  });

  it('ask for a name for each input that has none', () => {
    const inputs = [
      node('a', 'In'),
      node('b', 'In', { name: '' }),
      node('c', 'In', { name: 7 }),
      node('d', 'In', { name: 'd' }),
    ];
    expect(findings(inputs).filter((text) => text.includes('NAME'))).toEqual([
      'INPUT_WITHOUT_NAME error a name',
      'INPUT_WITHOUT_NAME error b name',
      'INPUT_WITHOUT_NAME error c name',
    ]);
    expect(
      messages([node('a', 'In', { name: 'x' }), node('b', 'In', { name: 'x' }), node('c', 'In', { name: 'y' })]),
    ).toContain("Several inputs are named 'x' (a: t.In, b: t.In): give each a name of its own.");
  });

  it('name no near type where there is none', () => {
    expect(messages([node('u', 'zzzzzzzzzzzz')])).toEqual(['Node type not found: t.zzzzzzzzzzzz (node: u).']);
  });
});

describe('the whole of a graph', () => {
  it('says each graph node that stands alone, unless it is the only one or nobody runs it', () => {
    expect(findings([node('a', 'text.Concat')])).toEqual([]);
    expect(findings([node('a', 'text.Concat'), node('n', 'Note')])).toEqual([]);
    expect(findings([node('a', 'text.Concat'), node('b', 'text.Concat')])).toEqual([
      'ORPHAN warning a',
      'ORPHAN warning b',
    ]);
  });

  it('says where a result goes nowhere that was all there was to do', () => {
    const ends = (id: string, type: string, handle: string) =>
      findings([node('a', 'text.Concat'), node(id, type)], [edge('1', 'a.output', `${id}.${handle}`)]);
    expect(ends('b', 'text.Concat', 'a')).toEqual(['UNUSED_RESULT suggestion b']);
    expect(ends('s', 'Send', 'text')).toEqual([]);
    expect(ends('s', 'Sink', 'text')).toEqual([]);
  });

  it('takes a required input from an edge into it, or from an order', () => {
    const nodes = [node('a', 'text.Concat'), node('s', 'text.Save'), node('o', 'Out', { name: 'o' })];
    const onwards = edge('9', 's.output', 'o.value');
    expect(findings(nodes, [edge('1', 'a.output', 's.text'), onwards])).toEqual([]);
    expect(findings(nodes, [edge('1', 'a.output', 's.folder'), onwards])).toEqual(['MISSING_INPUT error s text']);
    expect(findings([node('c', 'Send'), ...nodes.slice(1)], [controlEdge('1', 'c', 's'), onwards])).toEqual([]);
    // What comes of an order goes back to the controller.
    expect(findings([node('c', 'Send'), node('b', 'text.Concat')], [controlEdge('1', 'c', 'b')])).toEqual([]);
  });

  it('does not ask what nobody runs for what it needs', () => {
    expect(findings([node('x', 'Old')])).toEqual([]);
  });

  const Concat = 'text.Concat';

  it('shows a cycle from its first graph node on, without what hangs on it', () => {
    const nodes = ['t', 'b', 'c', 'd', 'a'].map((id) => node(id, Concat));
    const edges = [
      edge('1', 'a.output', 'b.a'),
      edge('2', 'c.output', 'd.a'),
      edge('3', 'b.output', 'c.a'),
      edge('4', 'd.output', 'b.b'),
      edge('5', 'd.output', 't.a'),
    ];
    const [problem] = prepareGraph({ nodes, edges }, catalogue).problems;
    expect(problem).toEqual({
      code: 'CYCLE',
      severity: 'error',
      node_id: 'b',
      message:
        'Workflows contain no circular dependencies, but these graph nodes wait for each other: b -> c -> d -> b (b: t.text.Concat, c: t.text.Concat, d: t.text.Concat). Repeat steps with a Loop instead.',
    });
  });

  it('calls a cycle one of control only where a control edge is part of it', () => {
    const nodes = [node('s', 'Send'), node('b', Concat), node('c', Concat), node('e', Concat), node('z', 'Send')];
    const data = [edge('1', 'b.output', 'c.a'), edge('2', 'c.output', 'b.a'), edge('3', 'c.output', 'z.text')];
    const about = (...edges: readonly unknown[]) =>
      messages(nodes, [...data, ...edges]).filter((text) => text.includes('ircular'));
    const plain = [expect.stringMatching(/^Workflows contain no circular dependencies.*: b -> c -> b \(/)];
    expect(about(controlEdge('5', 's', 'b'))).toEqual(plain);
    expect(about(controlEdge('5', 'z', 'e'))).toEqual(plain);
    const controlled = [node('s', 'Send'), node('b', Concat)];
    expect(messages(controlled, [controlEdge('1', 's', 'b'), edge('2', 'b.output', 's.text')])).toEqual([
      'Circular control dependency detected: s -> b -> s',
    ]);
  });
});

describe('loops', () => {
  const outside = [
    node('i', 'In', { name: 'i' }),
    node('e', 'Each', { items: [1] }),
    node('l', 'Loop'),
    node('b', 'text.Concat'),
  ];
  const body = [edge('1', 'l.item', 'b.a'), edge('2', 'b.output', 'l.back')];
  const faults = (...edges: readonly unknown[]) =>
    messages(outside, edges).filter((text) => text.startsWith('Graph node l '));

  it('are sound with values from outside and one value back for each lap', () => {
    expect(faults(edge('0', 'e.item', 'l.items'), ...body)).toEqual([]);
    expect(faults(...body)).toEqual([]);
  });

  it('need an end of their body', () => {
    expect(faults(edge('0', 'e.item', 'l.items'), edge('1', 'l.item', 'b.a'))).toEqual([
      "Graph node l (t.Loop): connect the end of the loop's body to property 'back'.",
    ]);
  });

  it('take no value back from outside, and none that is one of several', () => {
    expect(faults(edge('0', 'b.output', 'l.back'))).toEqual([
      expect.stringMatching(/takes exactly one value of each lap.*outside of the lap\.$/),
    ]);
    const nodes = [...outside, node('f', 'Each')];
    const inner = [edge('1', 'l.item', 'f.items'), edge('2', 'f.item', 'b.a'), edge('3', 'b.output', 'l.back')];
    expect(messages(nodes, inner).filter((text) => text.startsWith('Graph node l '))).toEqual([
      expect.stringMatching(/takes exactly one value of each lap.*gather its items first\.$/),
    ]);
  });

  it('take no other property that changes while they read', () => {
    const label = (from: string) => faults(edge('0', 'e.item', 'l.items'), edge('9', from, 'l.label'), ...body);
    expect(label('e.item')).toEqual([expect.stringContaining("property 'label' changes inside of the iteration")]);
    const fixed = [...outside, node('x', 'text.Concat')];
    const edges = [edge('0', 'e.item', 'l.items'), edge('9', 'x.output', 'l.label'), ...body];
    expect(messages(fixed, edges).filter((text) => text.startsWith('Graph node l '))).toEqual([]);
  });
});
