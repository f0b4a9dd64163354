import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

import { parseArguments } from '../dispatch/arguments.js';
import { commandsReference } from '../dispatch/commands-reference.js';
import { listNodeCommands } from './node-commands.js';

const COMMANDS = await listNodeCommands();

it.each(COMMANDS)(
  '$name declares its result, its effect and an example that it takes',
  ({ name, args, ...declared }) => {
    expect(declared).toMatchObject({
      result: { type: 'object' },
      effect: expect.any(String),
      example: expect.anything(),
    });
    expect(Object.keys(declared.result.properties)).not.toEqual([]);
    expect(() => parseArguments(name, args, declared.example)).not.toThrow();
  },
);

it('are what docs/reference/commands.md says (npm run docs:commands writes it)', async () => {
  const file = join(import.meta.dirname, '../../docs/reference/commands.md');
  expect(readFileSync(file, 'utf8')).toBe(commandsReference(COMMANDS));
});
