import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

import { commandsReference } from '../dispatch/commands-reference.js';
import { listNodeCommands } from './node-commands.js';

it('are what docs/reference/commands.md says (npm run docs:commands writes it)', async () => {
  const file = join(import.meta.dirname, '../../docs/reference/commands.md');
  expect(readFileSync(file, 'utf8')).toBe(commandsReference(await listNodeCommands()));
});
