import { describe, expect, it } from '@jest/globals';

import { BoolField, IntField, ObjectField, TextField, TextListField } from '../../dispatch/fields.js';
import { requestArguments } from './request-arguments.js';

class FindArgs {
  @TextField() readonly text: string = '';
  @IntField({ optional: true }) readonly limit: number = 1;
  @BoolField({ optional: true }) readonly is_deep: boolean = false;
  @ObjectField({ optional: true }) readonly where: Record<string, unknown> = {};
  @TextListField({ optional: true }) readonly words: readonly string[] = [];
}

const read = (query: object, body?: unknown, params: object = {}): Record<string, unknown> =>
  requestArguments({ params, query, body }, FindArgs);

describe('arguments of a request', () => {
  it('become what the command declares', () => {
    const query = { text: '7', limit: '7', is_deep: 'true', where: '{"a":1}', words: 'one' };
    expect(read(query)).toEqual({ text: '7', limit: 7, is_deep: true, where: { a: 1 }, words: ['one'] });
    expect(read({ words: ['one', 'two'] })).toEqual({ words: ['one', 'two'] });
  });

  it('stay texts where they can’t, so that the command names them', () => {
    const query = { limit: '7x', is_deep: 'yes', where: '{', colour: 'red' };
    expect(read(query)).toEqual(query);
    expect(read({ limit: ['1', '2'] })).toEqual({ limit: ['1', '2'] });
  });

  it('come from path, query and body together, each from one of them', () => {
    expect(read({ limit: '2' }, { words: ['a'] }, { text: 'b' })).toEqual({ text: 'b', limit: 2, words: ['a'] });
    expect(() => read({}, { text: 'c' }, { text: 'b' })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', problems: [expect.objectContaining({ field: 'text' })] }),
    );
  });

  it.each([[[]], ['x'], [7]])('refuse %j as a body', (body) => {
    expect(() => read({}, body)).toThrow('The body must be a JSON object');
  });
});
