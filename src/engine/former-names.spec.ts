import { describe, expect, it } from '@jest/globals';

import { builtinCatalogue } from '../nodes/catalogue.js';
import { prepareGraph } from './engine.js';
import { currentTypeName } from './former-names.js';

describe('the former name of a node type', () => {
  it.each([
    ['nodetool.lib.pillow.draw.RenderText', 'lib.pillow.draw.RenderText'],
    ['chroma.collections.Collection', 'vector.chroma.Collection'],
    ['chroma.index.IndexString', 'vector.chroma.IndexString'],
    ['nodetool.output.StringOutput', 'nodetool.output.Output'],
  ])('%s is found as %s', (former, current) => {
    expect(currentTypeName(former)).toBe(current);
    expect(builtinCatalogue.find(former)?.type).toBe(current);
  });

  it.each(['nodetool.output.Output', 'nodetool.output.GroupOutput', 'lib.pillow.draw.RenderText', 'my.lib.Thing'])(
    '%s is none',
    (type) => {
      expect(currentTypeName(type)).toBe(type);
    },
  );

  it('runs under its new one, with a note', () => {
    const nodes = [
      { id: 'a', type: 'nodetool.constant.String', data: { value: 'x' } },
      { id: 'b', type: 'nodetool.output.StringOutput', data: { name: 'out' } },
    ];
    const edges = [{ source: 'a', sourceHandle: 'output', target: 'b', targetHandle: 'value' }];
    const { hasErrors, problems } = prepareGraph({ nodes, edges }, builtinCatalogue);
    expect(hasErrors).toBe(false);
    expect(problems).toMatchObject([{ code: 'RENAMED_NODE_TYPE', severity: 'warning', node_id: 'b' }]);
  });

  it('of a type that is not there stays unknown', () => {
    const nodes = [{ id: 'a', type: 'nodetool.lib.gone.Thing', data: {} }];
    expect(prepareGraph({ nodes, edges: [] }, builtinCatalogue).problems).toMatchObject([
      { code: 'UNKNOWN_NODE_TYPE', severity: 'error' },
    ]);
  });
});
