import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { newId } from '../common/ids.js';
import { NODE_ID } from '../common/node-id.js';

/** The data folder of a process that keeps nothing. */
const IN_MEMORY = ':memory:';

/** Gives the name of the node whose data folder this is; made once and kept there. */
export const keptNodeId = (dataDir: string): string => {
  if (dataDir === IN_MEMORY) return `node-${newId()}`;
  const path = join(dataDir, 'node-id');
  const kept = readText(path);
  if (kept !== null && NODE_ID.test(kept)) return kept;
  const made = `node-${newId()}`;
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(path, `${made}\n`);
  return made;
};

const readText = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};
