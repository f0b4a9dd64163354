import { describe, expect, it } from '@jest/globals';

import { ConnectedNode } from './connected-node.js';
import { nodeFactsOf } from './node-facts.js';
import { NodeTypeSets } from './node-type-sets.js';

const sets = new NodeTypeSets();
const nodeWith = (fields: object = {}): ConnectedNode => {
  const message = {
    type: 'node_registration' as const,
    node_id: 'n',
    capabilities: { workflow_execution: true, commands: [] },
    ...fields,
  };
  return new ConnectedNode(
    nodeFactsOf(message, 'v1', 4, (types) => sets.intern(types)),
    null,
  );
};
const beat = (running: number, queued = 0, max_concurrent = 4) => ({
  type: 'heartbeat' as const,
  node_id: 'n',
  status: 'active',
  load: { running, queued, max_concurrent },
});

describe('ConnectedNode', () => {
  it("adds what others make the node do to the hub's own requests", () => {
    const node = nodeWith();
    node.outstanding.add('a').add('b');
    expect(node.note(beat(3))).toBe(true);
    expect(node.runningCount).toBe(3);
    node.outstanding.delete('a');
    expect(node.runningCount).toBe(2);
    // The heartbeat was written before the newest request reached the node.
    node.outstanding.add('c').add('d');
    node.note(beat(1));
    expect(node.runningCount).toBe(3);
  });

  it('tells whether a heartbeat changes anything', () => {
    const node = nodeWith();
    expect(node.note(beat(0))).toBe(false);
    expect(node.note({ ...beat(0), status: 'draining' })).toBe(true);
    expect(node.state).toBe('draining');
    expect(node.note(beat(0, 0, 8))).toBe(true);
    expect([node.state, node.maxConcurrent]).toEqual(['ready', 8]);
  });

  it('frees places of requests that an idle node does not answer', () => {
    const node = nodeWith();
    node.outstanding.add('a');
    node.note(beat(0));
    node.outstanding.add('b');
    expect(node.runningCount).toBe(2);
    node.note(beat(0));
    expect([...node.outstanding]).toEqual(['b']);
    node.note(beat(1));
    node.note(beat(0));
    expect(node.runningCount).toBe(1);
  });

  it('takes four places and every type where the node says nothing, and keeps equal type lists once', () => {
    expect(nodeWith().maxConcurrent).toBe(4);
    expect(nodeWith().nodeTypes).toBeNull();
    const types = [
      ['x', 'y'],
      ['y', 'x'],
    ].map((node_types) => nodeWith({ capabilities: { workflow_execution: true, commands: [], node_types } }).nodeTypes);
    expect(types[0]).toBe(types[1]);
  });
});
