import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { isRecord } from '../common/json.js';

/** Conditions of a package's `exports` that hold for an import on Node.js. */
const CONDITIONS = ['node', 'import', 'default'];

/**
 * Finds the file that `import` of a package folder loads, by `exports`, `main` or `index.js`. (Node's own resolution begins
 * at this program's folder, not at the user's.)
 *
 * @throws Error when there is none
 */
export const entryOf = (folder: string): string => {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) throw new Error('the folder has no package.json');
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  const { exports, main } = isRecord(content) ? content : {};
  const target = targetOf(isRecord(exports) && '.' in exports ? exports['.'] : exports) ?? textOf(main) ?? 'index.js';
  const entry = join(folder, target);
  if (!existsSync(entry)) throw new Error(`its entry ${target} is missing: build the package first`);
  return entry;
};

const targetOf = (target: unknown): string | null => {
  if (!isRecord(target)) return textOf(target);
  const condition = Object.keys(target).find((name) => CONDITIONS.includes(name));
  return condition === undefined ? null : targetOf(target[condition]);
};

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
