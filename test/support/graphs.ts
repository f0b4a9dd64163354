/** Graphs for tests, in NodeTool's stored form. */
interface StoredGraph {
  readonly nodes: readonly Record<string, unknown>[];
  readonly edges: readonly Record<string, unknown>[];
  readonly [key: string]: unknown;
}

/** A graph node with its id, type and values. */
export const vertex = (id: string, type: string, data: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  type,
  data,
});

/** An edge, written `source.handle -> target.handle`. */
export const edge = (spelling: string): Record<string, unknown> => {
  const match = /^(\w+)\.(\w+) -> (\w+)\.(\w+)$/.exec(spelling);
  if (!match) throw new SyntaxError(`not an edge: ${spelling}`);
  const [, source, sourceHandle, target, targetHandle] = match;
  return { id: spelling, source, sourceHandle, target, targetHandle };
};

/** Adds two numbers: parameters `a` (default 2) and `b` (default 3), output `sum`. */
export const sumGraph: StoredGraph = {
  nodes: [
    vertex('a', 'nodetool.input.IntegerInput', { name: 'a', value: 2 }),
    vertex('b', 'nodetool.input.IntegerInput', { name: 'b', value: 3 }),
    vertex('add', 'lib.math.Add'),
    vertex('look', 'nodetool.workflows.base_node.Preview'),
    vertex('out', 'nodetool.output.Output', { name: 'sum' }),
  ],
  edges: [
    edge('a.output -> add.a'),
    edge('b.output -> add.b'),
    edge('add.output -> out.value'),
    edge('add.output -> look.value'),
  ],
};

/** Gives the numbers from 0 up to `count`, one by one, as output `n`. */
export const countGraph = (count: number): StoredGraph => ({
  nodes: [
    vertex('gen', 'nodetool.list.GenerateSequence', { start: 0, stop: count, step: 1 }),
    vertex('out', 'nodetool.output.Output', { name: 'n' }),
  ],
  edges: [edge('gen.output -> out.value')],
});

/** Computes for hours without ever coming back to the event loop: only the end of its thread stops it. */
export const burnGraph: StoredGraph = {
  nodes: [
    vertex('burn', 'nodetool.text.FormatText', {
      template: `${'{% for i in range(100000) %}'.repeat(3)}${'{% endfor %}'.repeat(3)}`,
    }),
    vertex('out', 'nodetool.output.Output', { name: 'text' }),
  ],
  edges: [edge('burn.output -> out.value')],
};

/** Doubles a list of 100,000 numbers so many times: twelve times need some gigabytes. */
export const doublingGraph = (steps: number): StoredGraph => {
  const sources = ['start', ...Array.from({ length: steps }, (_, index) => `e${index}`)];
  const doublings = sources.slice(1);
  return {
    nodes: [
      vertex('start', 'nodetool.list.ListRange', { start: 0, stop: 100_000, step: 1 }),
      ...doublings.map((id) => vertex(id, 'nodetool.list.Extend')),
      vertex('out', 'nodetool.output.Output', { name: 'list' }),
    ],
    edges: [
      ...doublings.flatMap((id, index) => [
        edge(`${sources[index]}.output -> ${id}.values`),
        edge(`${sources[index]}.output -> ${id}.other_values`),
      ]),
      edge(`${sources.at(-1)}.output -> out.value`),
    ],
  };
};

/** Makes an id, computes for about two seconds, and puts both together. */
export const slowGraph: StoredGraph = {
  nodes: [
    vertex('id', 'lib.uuid.GenerateUUID4'),
    vertex('first', 'nodetool.output.Output', { name: 'id' }),
    vertex('burn', 'nodetool.text.FormatText', {
      template: '{% for i in range(2000) %}{% for j in range(2000) %}{% endfor %}{% endfor %}slowly',
    }),
    vertex('both', 'nodetool.text.Concat'),
    vertex('out', 'nodetool.output.Output', { name: 'text' }),
  ],
  edges: [
    edge('id.output -> first.value'),
    edge('id.output -> both.a'),
    edge('burn.output -> both.b'),
    edge('both.output -> out.value'),
  ],
};

/** Fails in its only step: it divides by zero. */
export const failingGraph: StoredGraph = {
  nodes: [
    vertex('div', 'lib.math.Divide', { a: 1, b: 0 }),
    vertex('out', 'nodetool.output.Output', { name: 'quotient' }),
  ],
  edges: [edge('div.output -> out.value')],
};
