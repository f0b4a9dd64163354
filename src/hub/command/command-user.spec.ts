import { describe, expect, it } from '@jest/globals';

import { commandUser } from './command-user.js';

const node = (userId: string | null, tokenUserIds: readonly string[] | null) => ({ nodeId: 'n', userId, tokenUserIds });
const shared = node('1', null);
const bobs = node('1', ['bob', 'cat']);

describe('commandUser', () => {
  it.each([
    ['a bound caller', ['ann', 'bob'], undefined, shared, 'ann'],
    ['a bound caller, at a node for another one', ['ann', 'bob'], undefined, bobs, 'bob'],
    ['a bound caller who names one', ['ann', 'bob'], 'bob', shared, 'bob'],
    ['an operator', null, undefined, shared, null],
    ['an operator who names one', null, 'ann', shared, 'ann'],
    ['an operator, at a bound node', null, undefined, bobs, 'bob'],
    ['an operator, at a bound node with an own user', null, undefined, node('cat', ['bob', 'cat']), 'cat'],
    ['an operator who names one, at a node of somebody', null, 'ann', node('bob', null), 'ann'],
  ])('of %s', (_who, userIds, named, at, userId) => {
    expect(commandUser(userIds, named, at)).toBe(userId);
  });

  it.each([
    ['a caller who names a foreign user', ['ann'], 'bob', shared],
    ['a caller who names a user for whom the node does not work', ['ann', 'bob'], 'ann', bobs],
    ['an operator who names a user that the token of the node lacks', null, 'ann', bobs],
    ['a caller at a node of somebody else', ['ann', 'bob'], 'ann', node('bob', null)],
  ])('refuses %s', (_who, userIds, named, at) => {
    expect(() => commandUser(userIds, named, at)).toThrow(/does not (cover|work for) user/);
  });
});
