import { describe, expect, it } from '@jest/globals';

import type { NodeCandidate, RunDemand } from './choose-node.js';
import { chooseNode, explainWait, isTooLargeForAll, servesUser } from './choose-node.js';

const node = (nodeId: string, fields: Partial<NodeCandidate> = {}): NodeCandidate => ({
  nodeId,
  state: 'ready',
  canRunWorkflows: true,
  nodeTypes: null,
  labels: {},
  userId: '1',
  tokenUserIds: null,
  runningCount: 0,
  maxConcurrent: 4,
  maxRequestBytes: 1_000_000,
  lastGiven: 0,
  ...fields,
});

const run = (fields: Partial<RunDemand> = {}): RunDemand => ({
  userId: '1',
  targetNodeId: null,
  labels: {},
  nodeTypes: [],
  requestBytes: 100,
  refusals: new Map(),
  ...fields,
});

const pick = (demand: RunDemand, ...nodes: NodeCandidate[]): string | null => chooseNode(demand, nodes)?.nodeId ?? null;

describe('chooseNode', () => {
  it('takes the node with the smallest share of its places taken', () => {
    const small = node('small', { runningCount: 1, maxConcurrent: 2 });
    const large = node('large', { runningCount: 3, maxConcurrent: 8 });
    expect(pick(run(), small, large)).toBe('large');
    expect(pick(run(), large, small)).toBe('large');
  });

  it("prefers the user's own node, then the one served longest ago, then the smaller id, among equals", () => {
    expect(pick(run({ userId: 'ann' }), node('a'), node('b', { userId: 'ann' }))).toBe('b');
    expect(pick(run(), node('a', { lastGiven: 2 }), node('b', { lastGiven: 1 }))).toBe('b');
    expect(pick(run(), node('b'), node('a'))).toBe('a');
  });

  it.each<[string, Partial<RunDemand>, Partial<NodeCandidate>, string]>([
    ['a late node', {}, { state: 'late' }, 'it has been silent for too long'],
    ['a draining node', {}, { state: 'draining' }, 'it is draining'],
    ['a full node', {}, { runningCount: 4 }, 'all its 4 places are taken'],
    ['a node that runs no workflows', {}, { canRunWorkflows: false }, 'it does not run workflows'],
    ['a missing label', { labels: { gpu: 'a' } }, {}, 'it has no label gpu'],
    ['another label', { labels: { gpu: 'a' } }, { labels: { gpu: 'b' } }, 'its label gpu is b, not a'],
    [
      'a missing node type',
      { nodeTypes: ['x.A', 'x.B'] },
      { nodeTypes: new Set(['x.A']) },
      'it lacks 1 node type(s): x.B',
    ],
    ["another user's node", { userId: 'ann' }, { userId: 'bob' }, 'it does not serve user ann'],
    ['a token for other users', { userId: 'ann' }, { tokenUserIds: ['bob'] }, 'it does not serve user ann'],
    ['another node than the wanted one', { targetNodeId: 'b' }, {}, 'the run asks for node b'],
    [
      'a request that is too large',
      { requestBytes: 2_000_000 },
      {},
      'the request of 2000000 bytes is larger than the 1000000 that it takes',
    ],
    ['a node that refused', { refusals: new Map([['a', 'busy']]) }, {}, 'it refused the run (busy)'],
  ])('leaves out %s and says why', (_name, demand, fields, text) => {
    expect(pick(run(demand), node('a', fields))).toBeNull();
    const { obstacles } = explainWait(run(demand), [node('a', fields)]);
    expect(obstacles.get('a')?.map((obstacle) => obstacle.text)).toEqual([text]);
  });

  it('takes a node that lists every type that is needed', () => {
    expect(pick(run({ nodeTypes: ['x.A'] }), node('a', { nodeTypes: new Set(['x.A', 'x.B']) }))).toBe('a');
  });

  it('takes a node that lists a type under its present name', () => {
    const former = run({ nodeTypes: ['nodetool.lib.pillow.draw.RenderText'] });
    expect(pick(former, node('a', { nodeTypes: new Set(['lib.pillow.draw.RenderText']) }))).toBe('a');
  });
});

describe('explainWait', () => {
  it('gives one readable sentence', () => {
    expect(explainWait(run(), []).reason).toBe('No node is connected');
    expect(explainWait(run({ targetNodeId: 'z' }), [node('a')]).reason).toBe('Node z is not connected');
    expect(explainWait(run(), [node('a', { runningCount: 4 })]).reason).toBe(
      'Waits for a free node: a: all its 4 places are taken',
    );
    expect(explainWait(run({ labels: { x: 'y' } }), [node('a'), node('b', { state: 'draining' })]).reason).toBe(
      'No connected node can take it: a: it has no label x; b: it has no label x, it is draining',
    );
  });

  it('leaves out nodes that never can when others only have to become free', () => {
    const { reason } = explainWait(run({ labels: { x: 'y' } }), [
      node('a'),
      node('b', { labels: { x: 'y' }, runningCount: 4 }),
    ]);
    expect(reason).toBe('Waits for a free node: b: all its 4 places are taken');
  });
});

describe('isTooLargeForAll', () => {
  it('holds only when size is all that keeps the run from every node that fits', () => {
    const large = run({ requestBytes: 2_000_000 });
    expect(isTooLargeForAll(large, [])).toBe(false);
    expect(isTooLargeForAll(large, [node('a')])).toBe(true);
    expect(isTooLargeForAll(large, [node('a'), node('b', { maxRequestBytes: 8_000_000 })])).toBe(false);
    expect(isTooLargeForAll(large, [node('a', { canRunWorkflows: false })])).toBe(false);
  });
});

describe('servesUser', () => {
  it('opens nodes of the default user to everybody, others to their own user', () => {
    const serves = (userId: string | null, tokenUserIds: readonly string[] | null = null): boolean =>
      servesUser({ userId, tokenUserIds }, 'ann');
    expect([serves(null), serves('1'), serves('ann'), serves('bob')]).toEqual([true, true, true, false]);
    expect([serves('bob', ['ann']), serves('ann', ['bob'])]).toEqual([true, false]);
  });
});
