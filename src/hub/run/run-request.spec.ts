import { describe, expect, it } from '@jest/globals';

import { attemptRefOf, requestIdOf } from './request-id.js';
import { hashJson } from './request-hash.js';
import { requiredNodeTypes } from './required-node-types.js';

describe('requestIdOf', () => {
  it("is the run's id, and tells attempts apart where the peer does not", () => {
    expect([requestIdOf('r', 1, 'v1'), requestIdOf('r', 2, 'v1')]).toEqual(['r', 'r']);
    expect([requestIdOf('r', 1, 'seed'), requestIdOf('r', 2, 'seed')]).toEqual(['r', 'r:2']);
  });

  it('is read back', () => {
    expect(attemptRefOf('r', 'v1')).toEqual({ runId: 'r', attempt: null });
    expect(attemptRefOf('r', 'seed')).toEqual({ runId: 'r', attempt: 1 });
    expect(attemptRefOf('r:12', 'seed')).toEqual({ runId: 'r', attempt: 12 });
  });
});

describe('hashJson', () => {
  it('does not depend on the order of keys, but on everything else', () => {
    expect(hashJson({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(hashJson({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(hashJson([1, 2])).not.toBe(hashJson([2, 1]));
    expect(hashJson({ a: '1' })).not.toBe(hashJson({ a: 1 }));
  });
});

describe('requiredNodeTypes', () => {
  it('names each type once, without annotations and bypassed graph nodes', () => {
    const types = ['b.B', 'a.A', 'b.B', 'nodetool.workflows.base_node.Comment', 'nodetool.workflows.base_node.Group'];
    const nodes: object[] = types.map((type, index) => ({ id: String(index), type, data: {} }));
    nodes.push({ id: 'skipped', type: 'c.C', data: {}, ui_properties: { bypassed: true } });
    expect(requiredNodeTypes({ nodes, edges: [] })).toEqual(['a.A', 'b.B']);
  });
});
