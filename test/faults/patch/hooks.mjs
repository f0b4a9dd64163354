/** Loader hooks of Node's module system: rewrite the named snippets of `dist` while it is loaded. */
import { readFile } from 'node:fs/promises';

import { AIDS, BROKEN_BUILDS, KILL_POINTS } from './patches.mjs';

let changes = [];

export const initialize = ({ broken, killPoint }) => {
  changes = [
    ...AIDS,
    ...(killPoint === undefined ? [] : [known(KILL_POINTS, killPoint)]),
    ...(broken === undefined ? [] : known(BROKEN_BUILDS, broken)),
  ];
};

export const load = async (url, context, nextLoad) => {
  if (url.includes('/dist/bundle/')) throw new Error(`fault patch: ${url} holds its parts in one piece, unpatched`);
  const loaded = await unbundled(url, await nextLoad(url, context));
  const wanted = changes.filter(({ file }) => url.endsWith(`/dist/${file}`));
  if (wanted.length === 0) return loaded;
  const source = wanted.reduce((text, change) => rewrite(text, change), String(loaded.source));
  return { ...loaded, source };
};

/** An entry that only leads to its bundle is made from its source again, so that its parts are loaded one by one. */
const unbundled = async (url, loaded) => {
  if (!ENTRY.test(url) || !String(loaded.source).includes('/bundle/')) return loaded;
  const { transform } = await import('esbuild');
  const source = await readFile(new URL(url.replace(ENTRY, '/src/$1.ts')), 'utf8');
  return { ...loaded, source: (await transform(source, { loader: 'ts', target: 'node20' })).code };
};

const ENTRY = /\/dist\/(main|nodes)\.js$/;

const rewrite = (text, { file, find, replace }) => {
  const count = text.split(find).length - 1;
  if (count !== 1) throw new Error(`fault patch: dist/${file} holds ${count} times, not once: ${find}`);
  return text.replace(find, () => replace(find));
};

const known = (table, name) => {
  if (!Object.hasOwn(table, name)) throw new Error(`fault patch: there is no ${name}`);
  return table[name];
};
