import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import type { MediaReference } from '../../engine/services/node-assets.js';
import { fileNameOf } from '../nodetool/saved-file.js';

/** Media types by the end of a file's name. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.aac': 'audio/aac',
  '.avi': 'video/x-msvideo',
  '.flac': 'audio/flac',
  '.m4a': 'audio/mp4',
  '.m4v': 'video/mp4',
  '.mkv': 'video/x-matroska',
  '.mov': 'video/quicktime',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.oga': 'audio/ogg',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.wav': 'audio/wav',
  '.webm': 'video/webm',
};

/** The media type that a file's name speaks of. */
export const mediaTypeOf = (path: string): string =>
  MEDIA_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';

/** Lends a file of the workspace to the graph nodes behind; the file itself stays where it is. */
export const openMediaFile = async (path: string, type: string, context: NodeContext): Promise<MediaReference> => {
  if (path.trim() === '') throw new Error('no file is named; give its path in the workspace');
  const source = await context.workspace.resolve(path);
  const found = await stat(source).catch(() => null);
  if (!found?.isFile()) throw new Error(`there is no file ${path} in the workspace`);
  const copy = join(await context.programs.scratch(), basename(source));
  // Shares the blocks on the disk where the file system can.
  await copyFile(source, copy, constants.COPYFILE_FICLONE);
  const contentType = mediaTypeOf(source);
  return context.assets.hold({ content: { path: copy }, type, contentType, name: basename(source) });
};

/** Where a file of the workspace is to be written; its folder is made. */
export const newFileOf = async (
  { folder, filename, what }: { readonly folder: string; readonly filename: string; readonly what: string },
  context: NodeContext,
): Promise<string> => {
  if (filename.trim() === '') throw new Error(`the ${what} needs a file name`);
  const parent = await context.workspace.resolve(folder === '' ? '.' : folder);
  await mkdir(parent, { recursive: true });
  return context.workspace.resolve(join(parent, fileNameOf(filename, context.now())));
};

/** Files below a folder of the workspace with one of the endings, in the order of their paths. */
export async function* mediaFilesIn(
  folder: string,
  { endings, isDeep }: { readonly endings: readonly string[]; readonly isDeep: boolean },
  context: NodeContext,
): AsyncGenerator<string> {
  const wanted = new Set(endings.map((ending) => ending.toLowerCase()));
  const root = await context.workspace.resolve(folder);
  const entries = await readdir(root, { withFileTypes: true, recursive: isDeep }).catch(() => null);
  if (!entries) throw new Error(`there is no folder ${folder} in the workspace`);
  const files = entries.filter((entry) => entry.isFile() && wanted.has(extname(entry.name).toLowerCase()));
  yield* files.map(({ parentPath, name }) => join(parentPath, name)).sort();
}

/** True for a reference that names something. */
export const isChosen = (reference: unknown): boolean =>
  isRecord(reference) && [reference['uri'], reference['asset_id'], reference['data']].some(Boolean);
