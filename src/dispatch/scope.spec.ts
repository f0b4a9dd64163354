import { describe, expect, it } from '@jest/globals';

import type { Scope, Scopes } from './scope.js';
import { hasScope, requireScope, scopeOfEffect } from './scope.js';

describe('hasScope', () => {
  it.each<[held: Scopes, wanted: Scope, answer: boolean]>([
    [null, 'admin', true],
    [[], 'commands:read', false],
    [['admin'], 'nodes:admin', true],
    [['runs:write'], 'runs:read', true],
    [['runs:read'], 'runs:write', false],
    [['nodes:admin'], 'nodes:read', true],
    [['commands:write'], 'runs:write', false],
    [['commands:write', 'runs:read'], 'commands:read', true],
  ])('%j holding %s is %s', (held, wanted, answer) => {
    expect(hasScope(held, wanted)).toBe(answer);
  });
});

it('asks a command whose effect is not known for the right to write', () => {
  expect((['reads', 'writes', 'destroys', undefined] as const).map(scopeOfEffect)).toEqual([
    'commands:read',
    'commands:write',
    'commands:write',
    'commands:write',
  ]);
});

it('names the scope that is lacking', () => {
  expect(() => requireScope(['runs:read'], 'commands:write', 'delete_workflow')).toThrow(
    expect.objectContaining({
      code: 'FORBIDDEN',
      message: expect.stringContaining('commands:write, which delete_workflow'),
    }),
  );
});
