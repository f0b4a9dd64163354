import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { NodeContext } from '../engine/node-context.js';
import { fileNameOf } from './nodetool/saved-file.js';
import { ValueError } from './python/errors.js';
import { utf8Text } from './utf8-text.js';

const MAX_TEXT_BYTES = 256 * 1024 * 1024;

/**
 * Reads a text file of the workspace.
 *
 * @param property name of the property that holds the path, for the error when it's empty
 * @throws Error that names the file when it isn't there, is too large or no UTF-8 text
 */
export const readWorkspaceText = async (path: string, property: string, context: NodeContext): Promise<string> => {
  if (path === '') throw new ValueError(`${property} cannot be empty`);
  const place = await context.workspace.resolve(path);
  const { size } = await stat(place).catch(() => missingFile(path));
  if (size > MAX_TEXT_BYTES) throw new Error(`${path} has ${size} bytes; the limit is ${MAX_TEXT_BYTES}`);
  return utf8Text(await readFile(place, { signal: context.signal }), path);
};

/**
 * Writes a file into a folder of the workspace that is there; one of the same name is replaced.
 *
 * @param pattern name of the file, with `strftime` codes
 * @returns its name and absolute path
 * @throws ValueError when there is no such folder
 */
export const writeWorkspaceFile = async (
  {
    folder,
    pattern,
    content,
  }: { readonly folder: string; readonly pattern: string; readonly content: string | Uint8Array },
  context: NodeContext,
): Promise<{ readonly name: string; readonly path: string }> => {
  if (folder === '') throw new ValueError('folder cannot be empty');
  const place = await context.workspace.resolve(folder);
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new ValueError(`Folder does not exist: ${folder}`);
  const name = fileNameOf(pattern, context.now());
  // A link of that name may lead outside: the workspace is asked for the file too.
  const path = await context.workspace.resolve(join(place, name));
  await writeFile(path, content, { signal: context.signal });
  return { name, path };
};

const missingFile = (path: string): never => {
  throw new Error(`there is no file ${path} in the workspace`);
};
