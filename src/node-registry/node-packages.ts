import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { isRecord } from '../common/json.js';
import { Catalogue } from '../engine/catalogue.js';
import type { NodeType } from '../engine/node-type.js';
import { builtinTypes } from '../nodes/catalogue.js';
import { entryOf } from './package-entry.js';

/** Why the packages of node types that were asked for can't be used: one line each. */
export class NodePackagesError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`NODE_PACKAGES can't be loaded:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

interface Owned {
  readonly owner: string;
  readonly nodeTypes: readonly NodeType[];
}

const BUILT_IN: Owned = { owner: 'nodetool-gateway itself', nodeTypes: builtinTypes };

/**
 * Makes the catalogue of the built-in node types and those of further packages. A package's entry exports `nodeTypes`, a
 * list of what `defineNodeType` gave.
 *
 * @param packages absolute paths of folders or files, or npm names that are looked up from the working folder
 * @throws NodePackagesError that names every package that is missing, breaks or has the wrong form, and every type that two have
 */
export const loadCatalogue = async (packages: readonly string[]): Promise<Catalogue> => {
  if (packages.length === 0) return new Catalogue(builtinTypes);
  const loaded = await Promise.allSettled(packages.map(load));
  const problems = loaded.flatMap((result, index) =>
    result.status === 'rejected' ? [`${packages[index] ?? ''}: ${textOf(result.reason)}`] : [],
  );
  const owned = [BUILT_IN, ...loaded.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))];
  problems.push(...clashesOf(owned));
  if (problems.length > 0) throw new NodePackagesError(problems);
  return new Catalogue(owned.flatMap(({ nodeTypes }) => nodeTypes));
};

const load = async (name: string): Promise<Owned> => {
  const loaded: unknown = await import(pathToFileURL(fileOf(name)).href);
  const nodeTypes = isModule(loaded) ? loaded['nodeTypes'] : undefined;
  if (!Array.isArray(nodeTypes)) throw new Error('it must export `nodeTypes`, a list of node types');
  const list: readonly unknown[] = nodeTypes;
  const wrong = list.findIndex((nodeType) => !isNodeType(nodeType));
  if (wrong >= 0) throw new Error(`nodeTypes[${wrong}] isn't a node type: make it with defineNodeType`);
  return { owner: name, nodeTypes: list.filter(isNodeType) };
};

const fileOf = (name: string): string => {
  if (!isAbsolute(name)) return entryOf(folderOf(name));
  if (!existsSync(name)) throw new Error('there is no such file or folder');
  return statSync(name).isDirectory() ? entryOf(name) : name;
};

const folderOf = (name: string): string => {
  const places = createRequire(join(process.cwd(), 'package.json')).resolve.paths(name) ?? [];
  const folder = places.map((place) => join(place, name)).find((place) => existsSync(join(place, 'package.json')));
  if (folder === undefined) throw new Error(`it isn't installed: run \`npm install ${name}\` in ${process.cwd()}`);
  return folder;
};

/** A module's namespace has no prototype. */
const isModule = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const TYPE = /^[A-Za-z_]\w*(\.\w+)+$/;

const isNodeType = (value: unknown): value is NodeType =>
  isRecord(value) &&
  typeof value['type'] === 'string' &&
  TYPE.test(value['type']) &&
  isRecord(value['properties']) &&
  isRecord(value['outputs']) &&
  isRecord(value['behaviour']);

const clashesOf = (owned: readonly Owned[]): readonly string[] => {
  const owners = new Map<string, string>();
  return owned.flatMap(({ owner, nodeTypes }) =>
    nodeTypes.flatMap(({ type }) => {
      const earlier = owners.get(type);
      owners.set(type, owner);
      return earlier === undefined ? [] : [`node type ${type} is declared by ${earlier} and by ${owner}`];
    }),
  );
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
