/** `npm run docs:commands`: writes the reference of all commands. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureBuilt, ROOT } from './build.mjs';

ensureBuilt();
const { listNodeCommands } = await import('../dist/app/node-commands.js');
const { commandsReference } = await import('../dist/dispatch/commands-reference.js');
writeFileSync(join(ROOT, 'docs/reference/commands.md'), commandsReference(await listNodeCommands()));
