import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import type { StoredNode, StoredWorkflow } from '../support/examples.js';
import { EXAMPLE_SLUGS, EXAMPLES, loadExample, prepareExample } from '../support/examples.js';

const README = readFileSync(new URL('README.md', EXAMPLES), 'utf8');

const nodesOf = (workflow: StoredWorkflow, namespace: string): readonly StoredNode[] =>
  workflow.graph.nodes.filter(({ type }) => type.startsWith(namespace));

describe('examples', () => {
  it('are there', () => {
    expect(EXAMPLE_SLUGS.length).toBeGreaterThanOrEqual(8);
    expect(new Set(EXAMPLE_SLUGS.map((slug) => loadExample(slug).name)).size).toBe(EXAMPLE_SLUGS.length);
  });

  describe.each(EXAMPLE_SLUGS)('%s', (slug) => {
    const workflow = loadExample(slug);

    it('passes validation without an error or a warning', () => {
      expect(prepareExample(slug).problems.filter(({ severity }) => severity !== 'suggestion')).toEqual([]);
    });

    it('is named as its file and introduces itself', () => {
      expect(workflow).toMatchObject({ id: slug, access: 'public', name: expect.stringMatching(/\S/) });
      expect(workflow.description.length).toBeGreaterThan(40);
      expect(workflow.tags).toContain('example');
      expect(nodesOf(workflow, 'nodetool.workflows.base_node.Comment')).toHaveLength(1);
    });

    it('says of every input and output what it is, and every input has a value of its own', () => {
      const inputs = nodesOf(workflow, 'nodetool.input.');
      const outputs = nodesOf(workflow, 'nodetool.output.');
      expect(outputs.length).toBeGreaterThanOrEqual(2);
      const described = { name: expect.stringMatching(/^[a-z_]+$/), description: expect.stringMatching(/^.{10,}\.$/) };
      for (const { data } of [...inputs, ...outputs]) expect(data).toMatchObject(described);
      for (const { data } of inputs) expect(data['value']).not.toBeNull();
    });

    it('is laid out from left to right, with no two graph nodes in one place', () => {
      const places = new Map(workflow.graph.nodes.map(({ id, ui_properties: { position } }) => [id, position]));
      expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(places.size);
      const xOf = (id: string): number => places.get(id)?.x ?? Number.NaN;
      expect(workflow.graph.edges.filter(({ source, target }) => !(xOf(source) < xOf(target)))).toEqual([]);
      expect(new Set(workflow.graph.edges.map(({ id }) => id)).size).toBe(workflow.graph.edges.length);
    });

    it('is explained in the README with its inputs and outputs', () => {
      const section = README.split(/^## /m).find((text) => text.includes(`\`${slug}.json\``)) ?? '';
      const names = [...nodesOf(workflow, 'nodetool.input.'), ...nodesOf(workflow, 'nodetool.output.')];
      expect(names.map(({ data }) => `\`${String(data['name'])}\``).filter((name) => !section.includes(name))).toEqual(
        [],
      );
      const isTriggered = nodesOf(workflow, 'nodetool.triggers.').length > 0;
      const command = isTriggered ? 'triggers start' : 'run';
      expect(section).toMatch(new RegExp(`nodetool gateway ${command} ("${workflow.name}"|examples/${slug}\\.json)`));
    });
  });
});
