import { describe, expect, it } from '@jest/globals';

import { edge, sumGraph, vertex } from '../../test/support/graphs.js';
import { readGraph } from '../engine/graph.js';
import { digraphOf } from './workflow-digraph.js';

const draw = (graph: unknown, { name = 'drawing', isDescriptive = true } = {}): string =>
  digraphOf(readGraph(graph).graph, { name, isDescriptive });

describe('digraphOf', () => {
  it('names graph nodes after their type and edges after their handles', () => {
    expect(draw(sumGraph)).toBe(`digraph "drawing" {
  rankdir=LR;
  node [shape=box];
  "IntegerInput_1" [label="IntegerInput", tooltip="nodetool.input.IntegerInput"];
  "IntegerInput_2" [label="IntegerInput", tooltip="nodetool.input.IntegerInput"];
  "Add_1" [label="Add", tooltip="lib.math.Add"];
  "Preview_1" [label="Preview", tooltip="nodetool.workflows.base_node.Preview"];
  "Output_1" [label="Output", tooltip="nodetool.output.Output"];
  "IntegerInput_1" -> "Add_1" [label="output -> a"];
  "IntegerInput_2" -> "Add_1" [label="output -> b"];
  "Add_1" -> "Output_1" [label="output -> value"];
  "Add_1" -> "Preview_1" [label="output -> value"];
}
`);
  });

  it('keeps the ids of the graph when asked to', () => {
    const dot = draw(sumGraph, { isDescriptive: false });
    expect(dot).toContain('  "add" [label="Add", tooltip="lib.math.Add"];');
    expect(dot).toContain('  "add" -> "out" [label="output -> value"];');
  });

  it('keeps every text within its quotes', () => {
    const evil = '"]; x [label="<b>&lt; \\';
    const graph = {
      nodes: [{ ...vertex(evil, 'a.B'), ui_properties: { title: 'one\r\ntwo\0\\N' } }],
      edges: [{ source: evil, sourceHandle: evil, target: evil, targetHandle: 'in' }],
    };
    const id = String.raw`"\"]; x [label=\"<b>&lt; \\"`;
    const shown = String.raw`\"]; x [label=\"<b>&amp;lt; \\`;
    expect(draw(graph, { name: evil, isDescriptive: false }).split('\n')).toEqual([
      `digraph ${id} {`,
      '  rankdir=LR;',
      '  node [shape=box];',
      `  ${id} [label="${String.raw`one\ntwo`}\uFFFD${String.raw`\\N`}", tooltip="a.B"];`,
      `  ${id} -> ${id} [label="${shown} -> in"];`,
      '}',
      '',
    ]);
  });

  it('shows the ends of edges that lead nowhere, and control edges, dashed', () => {
    const dot = draw({ nodes: [vertex('a', 'x.A')], edges: [edge('a.output -> gone.__control__')] });
    expect(dot).toContain('  "missing_1" [label="missing: gone", style=dashed];');
    expect(dot).toContain('  "A_1" -> "missing_1" [label="output -> __control__", style=dashed];');
  });

  it('never gives two graph nodes one name', () => {
    const types = ['x.A', 'y.A', 'x.A_1', 'x.A', 'missing', 'x.A_1'];
    const nodes = types.map((type, index) => vertex(`n${String(index)}`, type));
    const dot = draw({ nodes, edges: [edge('n0.output -> gone.in')] });
    const names = [...dot.matchAll(/^ {2}"([^"]+)" \[/gm)].map(([, name]) => name);
    expect(names).toEqual(['A_1', 'A_2', 'A_1_1', 'A_3', 'missing_1', 'A_1_2', 'missing_2']);
  });
});
