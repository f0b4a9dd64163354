import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

import { cliReference } from './reference.js';

it('is what docs/reference/cli.md says (npm run docs:cli writes it)', () => {
  expect(readFileSync(join(import.meta.dirname, '../../docs/reference/cli.md'), 'utf8')).toBe(cliReference());
});
