import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { listNodeCommands } from '../../src/app/node-commands.js';
import { parseArguments } from '../../src/dispatch/arguments.js';
import type { Field } from '../../src/dispatch/fields.js';
import { fieldsOf } from '../../src/dispatch/fields.js';
import { ProtocolError } from '../../src/protocol/protocol-error.js';

const COMMANDS = (await listNodeCommands()).filter(({ example }) => example !== undefined);

describe.each(COMMANDS)('$name', ({ name, args, example }) => {
  const problemsOf = (given: object): readonly string[] => {
    try {
      parseArguments(name, args, given);
      return [];
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      expect(error.code).toBe('INVALID_ARGUMENT');
      return error.problems.map(({ field }) => field);
    }
  };

  it('takes its own example', () => {
    expect(problemsOf({ ...example })).toEqual([]);
  });

  it.each(fieldsOf(args))('names $name, and nothing else, for every wrong value of it', (field) => {
    fc.assert(
      fc.property(wrongValue(field), (value) => {
        expect(problemsOf({ ...example, [field.name]: value })).toEqual([field.name]);
      }),
    );
  });

  it('names an argument that it does not have', () => {
    const known = new Set([...fieldsOf(args).map((field) => field.name), '__proto__']);
    fc.assert(
      fc.property(
        fc.string().filter((other) => !known.has(other)),
        (other) => {
          expect(problemsOf({ ...example, [other]: 1 })).toEqual([other]);
        },
      ),
    );
  });
});

/** Values of every kind, and texts and numbers just beyond the bounds. */
const wrongValue = ({ accepts, isOptional, api }: Field): fc.Arbitrary<unknown> =>
  fc
    .oneof(
      fc.anything(),
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.constant(Number(api['maximum'] ?? 0) + 1),
      fc.constant(Number(api['minimum'] ?? 0) - 1),
      fc.constant('x'.repeat(Math.min(Number(api['maxLength'] ?? 0), 2_000_000) + 1)),
    )
    .filter((value) => (value === undefined || value === null ? !isOptional : !accepts(value)));
