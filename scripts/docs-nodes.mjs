/** `npm run docs:nodes`: writes the reference of all built-in node types. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureBuilt, ROOT } from './build.mjs';

ensureBuilt();
const { builtinTypes } = await import('../dist/nodes/catalogue.js');
const { nodeTypesReference } = await import('../dist/node-registry/node-types-reference.js');
writeFileSync(join(ROOT, 'docs/reference/node-types.md'), nodeTypesReference(builtinTypes));
