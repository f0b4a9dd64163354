/** `npm run docs:cli`: writes the reference of the command line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureBuilt, ROOT } from './build.mjs';

ensureBuilt();
const { cliReference } = await import('../dist/cli/reference.js');
writeFileSync(join(ROOT, 'docs/reference/cli.md'), cliReference());
