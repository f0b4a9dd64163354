import { describe, expect, it } from '@jest/globals';

import type { CommandCandidate, CommandDemand } from './choose-command-node.js';
import { chooseCommandNode, explainNoCommandNode } from './choose-command-node.js';

const node = (nodeId: string, fields: Partial<CommandCandidate> = {}): CommandCandidate => ({
  nodeId,
  state: 'ready',
  facts: { mode: 'v1', commands: ['list_jobs'] },
  userId: '1',
  tokenUserIds: null,
  runningCount: 0,
  maxConcurrent: 4,
  ...fields,
});

const seed = (nodeId: string, fields: Partial<CommandCandidate> = {}): CommandCandidate =>
  node(nodeId, { facts: { mode: 'seed', commands: ['list_jobs'] }, ...fields });

const call = (fields: Partial<CommandDemand> = {}): CommandDemand => ({
  command: 'list_jobs',
  userId: '1',
  pendingOn: () => 0,
  ...fields,
});

const pick = (demand: CommandDemand, ...nodes: CommandCandidate[]): string | null =>
  chooseCommandNode(demand, nodes)?.nodeId ?? null;

describe('chooseCommandNode', () => {
  it('takes the node with the smallest share of its places taken, in whatever order they stand', () => {
    const small = node('small', { runningCount: 1, maxConcurrent: 2 });
    const large = node('large', { runningCount: 3, maxConcurrent: 8 });
    expect(pick(call(), small, large)).toBe('large');
    expect(pick(call(), large, small)).toBe('large');
  });

  it('counts commands that are not answered yet as load', () => {
    const pendingOn = (nodeId: string): number => (nodeId === 'a' ? 1 : 0);
    expect(pick(call({ pendingOn }), node('a'), node('b'))).toBe('b');
  });

  it("prefers the user's own node, then the smaller id, among equals", () => {
    expect(pick(call({ userId: 'ann' }), node('a'), node('b', { userId: 'ann' }))).toBe('b');
    expect(pick(call(), node('b'), node('a'))).toBe('a');
  });

  it('still asks a node whose places are all taken: commands need none', () => {
    expect(pick(call(), node('a', { runningCount: 4 }))).toBe('a');
  });

  it('asks a seed node only when no version 1 node can answer', () => {
    const busy = node('busy', { runningCount: 4 });
    expect(pick(call(), seed('idle'), busy)).toBe('busy');
    expect(pick(call(), seed('idle'), node('late', { state: 'late' }))).toBe('idle');
    expect(pick(call({ command: 'get_job' }), seed('idle'))).toBeNull();
  });

  it.each<[string, Partial<CommandCandidate>]>([
    ['does not list the command', { facts: { mode: 'v1', commands: ['get_job'] } }],
    ['is late', { state: 'late' }],
    ['is draining', { state: 'draining' }],
    ['is of another user', { userId: 'ann' }],
    ['has a token of another user', { tokenUserIds: ['ann'] }],
  ])('passes over a node that %s', (_why, fields) => {
    expect(pick(call(), node('a', fields))).toBeNull();
    expect(pick(call(), node('a', fields), node('b', { runningCount: 3 }))).toBe('b');
  });
});

describe('explainNoCommandNode', () => {
  it.each<[string, readonly CommandCandidate[]]>([
    ['No node can answer list_jobs: none is connected', []],
    ['No node can answer list_jobs: none of those connected works for user 1', [node('hers', { userId: 'ann' })]],
    [
      'No node can answer list_jobs: none of the 1 connected for user 1 lists it',
      [node('a', { facts: { mode: 'v1', commands: [] } }), node('hers', { userId: 'ann' })],
    ],
    [
      'No node can answer list_jobs now: a has been silent for too long, b is draining',
      [node('a', { state: 'late' }), node('b', { state: 'draining' }), node('hers', { userId: 'ann' })],
    ],
  ])('says: %s', (text, nodes) => {
    expect(explainNoCommandNode(call(), nodes)).toBe(text);
  });

  it('counts what would make the sentence long', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((nodeId) => node(nodeId, { state: 'draining' }));
    expect(explainNoCommandNode(call(), nodes)).toMatch(/e is draining and 2 more$/);
  });
});
