import { copyFile, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { NodeContext } from '../../../engine/node-context.js';
import type { HeldMedia } from '../../../engine/services/node-assets.js';

/** What is read into memory at once; a larger file is copied beside it. */
const SMALL_BYTES = 4 * 1024 * 1024;

/** The content of a file in a form that may be taken away: holding a file moves it, and the workspace keeps its own. */
export const copyForHolding = async (path: string, context: NodeContext): Promise<HeldMedia['content']> => {
  const { size } = await stat(path);
  if (size <= SMALL_BYTES) return { bytes: await readFile(path) };
  const copy = join(await context.programs.scratch(), basename(path));
  await copyFile(path, copy);
  return { path: copy };
};

/** Paths of the files in a folder whose names fit, in their order; hidden ones only where the pattern begins with a dot. */
export const filesBelow = async (folder: string, pattern: string, isDeep: boolean): Promise<string[]> => {
  const fits = nameMatcher(pattern);
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (isDeep && !entry.name.startsWith('.')) found.push(...(await filesBelow(path, pattern, isDeep)));
    } else if (fits(entry.name)) found.push(path);
  }
  return found;
};

const nameMatcher = (pattern: string): ((name: string) => boolean) => {
  const source = pattern.replaceAll(/\[!?[^\]]+\]|[\s\S]/g, (part) => {
    // Neighbouring stars mean one: two in a row would make the search for a fit slow.
    if (part === '*') return '[^/]*?';
    if (part === '?') return '[^/]';
    if (part.length > 1) return part.replace('[!', '[^').replaceAll('\\', '\\\\');
    return part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  });
  const expression = new RegExp(`^${source.replaceAll(/(?:\[\^\/\]\*\?)+/g, '[^/]*?')}$`, 'u');
  return (name) => (pattern.startsWith('.') || !name.startsWith('.')) && expression.test(name);
};
