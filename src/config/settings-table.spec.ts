import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

import { settingsReference } from './settings-table.js';

it('is what docs/reference/configuration.md says (npm run docs:config writes it)', () => {
  const file = join(import.meta.dirname, '../../docs/reference/configuration.md');
  expect(readFileSync(file, 'utf8')).toBe(settingsReference());
});
