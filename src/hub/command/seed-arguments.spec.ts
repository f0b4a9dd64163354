import { describe, expect, it } from '@jest/globals';

import { seedArguments } from './seed-arguments.js';

const shared = { nodeId: 'n', userId: '1', tokenUserIds: null };
const anns = { ...shared, tokenUserIds: ['ann'] };
const bound = { args: { limit: 5 }, userId: 'ann', isCallerBound: true };
const operator = { args: { limit: 5 }, userId: null, isCallerBound: false };

describe('seedArguments', () => {
  it.each([
    [
      'names the user where the command takes one',
      { ...bound, command: 'list_jobs' },
      shared,
      { limit: 5, user_id: 'ann' },
    ],
    ['leaves what is the same for everybody', { ...bound, command: 'list_nodes' }, shared, { limit: 5 }],
    ['leaves everything on a node for one user', { ...bound, command: 'get_job' }, anns, { limit: 5 }],
    ["leaves an operator's command", { ...operator, command: 'get_job' }, shared, { limit: 5 }],
    ['leaves an operator who names nobody to the node', { ...operator, command: 'list_jobs' }, shared, { limit: 5 }],
  ])('%s', (_what, command, node, args) => {
    expect(seedArguments(command, node)).toEqual(args);
  });

  it.each([shared, { ...shared, tokenUserIds: ['ann', 'bob'] }])('refuses what does not keep users apart', (node) => {
    for (const command of ['get_job', 'get_asset', 'list_collections', 'whatever']) {
      expect(() => seedArguments({ ...bound, command }, node)).toThrow(/does not keep users apart/);
    }
  });
});
