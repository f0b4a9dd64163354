/** `npm run docs:config`: writes the reference of all settings. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureBuilt, ROOT } from './build.mjs';

ensureBuilt();
const { settingsReference } = await import('../dist/config/settings-table.js');
writeFileSync(join(ROOT, 'docs/reference/configuration.md'), settingsReference());
