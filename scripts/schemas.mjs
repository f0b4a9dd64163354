/** `npm run schemas`: writes the JSON Schema of every message of the protocol. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureBuilt, ROOT } from './build.mjs';

ensureBuilt();
const { schemaDocuments } = await import('../dist/protocol/json-schemas.js');

const folder = join(ROOT, 'docs/reference/schemas');
const documents = schemaDocuments();
const index = documents.map(({ type, sender }) => ({ type, sender, schema: `${type}.json` }));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const { type, schema } of documents) writeJson(`${type}.json`, schema);
writeJson('index.json', index);

function writeJson(name, content) {
  writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
}
