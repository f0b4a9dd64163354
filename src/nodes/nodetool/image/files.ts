import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { extname, join, parse } from 'node:path';

import type { NodeContext } from '../../../engine/node-context.js';
import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { bool, list, of, str } from '../../../engine/property.js';
import { imageOf, decodePicture, imageFacts, readImageBytes } from '../../pixels/picture-codec.js';
import { ValueError } from '../../python/errors.js';
import { namePatternIgnoringCase } from '../../python/fnmatch.js';
import { emptyValue } from '../empty-values.js';
import { fileNameOf } from '../saved-file.js';

/** Files of one folder, those below it included. */
const MAX_FILES = 100_000;
/** Numbers that are tried behind the name of a file. */
const MAX_NUMBER = 10_000;
const EXTENSIONS = ['.png', '.jpg', '.jpeg', '.bmp', '.gif', '.webp', '.tiff'];

/** What the image library writes, by the ending of the file name. */
const FORMATS = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.gif': 'gif',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.avif': 'avif',
} as const;

/** Reads an image file. */
export const LoadImageFile = defineNodeType({
  type: 'nodetool.image.LoadImageFile',
  title: 'Load Image File',
  description: 'Reads an image from a file of the workspace.',
  tags: ['image', 'file', 'load', 'open'],
  properties: { path: str('', { description: 'Path of the file in the workspace.' }) },
  outputs: { output: 'image' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ path }, context) => {
    if (path.trim() === '') throw new ValueError('path cannot be empty');
    const resolved = await context.workspace.resolve(path);
    const facts = await stat(resolved).catch(() => null);
    if (!facts?.isFile()) throw new ValueError(`Image file not found: ${path}`);
    return { output: await loadFile(resolved, context) };
  },
});

/** Reads the image files of a folder one by one. */
export const LoadImageFolder = defineNodeType({
  type: 'nodetool.image.LoadImageFolder',
  title: 'Load Image Folder',
  description: 'Reads the images of a folder of the workspace one by one, in the order of their names.',
  tags: ['image', 'folder', 'load', 'files'],
  properties: {
    folder: str('', { description: 'Path of the folder in the workspace.' }),
    include_subdirectories: bool(false, { description: 'Also reads the folders inside.' }),
    extensions: list<string>('str', EXTENSIONS, { description: 'Endings of the files that are read.' }),
    pattern: str('', { description: 'What the names must look like, such as "cat*.png"; without one all are read.' }),
  },
  outputs: { image: 'image', path: 'str' },
  isPure: false,
  isRetrySafe: true,
  generate: async function* ({ folder, include_subdirectories, extensions, pattern }, context) {
    if (folder.trim() === '') throw new ValueError('folder cannot be empty');
    const root = await context.workspace.resolve(folder);
    const facts = await stat(root).catch(() => null);
    if (!facts?.isDirectory()) throw new ValueError(`Folder does not exist: ${folder}`);
    const endings = new Set(extensions.map((ending) => ending.toLowerCase()));
    const isWanted = pattern === '' ? () => true : namePatternIgnoringCase(pattern);
    for await (const { path, name } of filesOf(root, include_subdirectories)) {
      if (!endings.has(extname(name).toLowerCase()) || !isWanted(name)) continue;
      yield { image: await loadFile(path, context), path };
    }
  },
});

/** Reads the images of a folder of assets one by one. */
export const LoadImageAssets = defineNodeType({
  type: 'nodetool.image.LoadImageAssets',
  title: 'Load Image Assets',
  description: 'Gives the images of a folder of assets one by one, the newest first.',
  tags: ['image', 'asset', 'folder', 'load'],
  properties: { folder: of('folder', emptyValue('folder'), { description: 'The folder of assets.' }) },
  outputs: { image: 'image', name: 'str' },
  isPure: false,
  isRetrySafe: true,
  generate: async function* ({ folder }, { assets }) {
    if (!folder['asset_id'] && !folder['uri']) throw new ValueError('Please select an asset folder.');
    for await (const { name, ...reference } of assets.list(folder, { contentType: 'image' })) {
      yield { image: { ...emptyValue('image'), ...reference }, name };
    }
  },
});

/** Writes an image to a file. */
export const SaveImageFile = defineNodeType({
  type: 'nodetool.image.SaveImageFile',
  title: 'Save Image File',
  description: 'Writes an image to a file of the workspace, in the format that the ending of its name says.',
  tags: ['image', 'file', 'save', 'write'],
  properties: {
    image: of('image', emptyValue('image'), { description: 'The image.' }),
    folder: str('', { description: 'Path of the folder in the workspace; it is made when it is missing.' }),
    filename: str('', {
      description: 'Name of the file with its ending; codes such as %Y stand for the time, in UTC.',
    }),
    overwrite: bool(false, { description: 'Replaces a file of this name; otherwise the new one gets a number.' }),
  },
  outputs: { output: 'image' },
  isPure: false,
  process: async ({ image, folder, filename, overwrite }, context) => {
    if (folder.trim() === '') throw new ValueError('folder cannot be empty');
    if (filename.trim() === '') throw new ValueError('filename cannot be empty');
    const name = fileNameOf(filename, context.now());
    const bytes = await encodeAs(await readImageBytes(image, context), name);
    const target = await context.workspace.resolve(folder);
    await mkdir(target, { recursive: true });
    const path = await context.workspace.resolve(join(target, name));
    if (overwrite) await writeFile(path, bytes);
    else await writeNew(path, bytes);
    return { output: image };
  },
});

/** Node types that read and write image files. */
export const imageFileTypes: readonly NodeType[] = [LoadImageAssets, LoadImageFile, LoadImageFolder, SaveImageFile];

const loadFile = async (path: string, { assets }: Pick<NodeContext, 'assets'>) => {
  const bytes = new Uint8Array(await readFile(path));
  const { mediaType = 'image/png' } = await imageFacts(bytes, `file ${path}`);
  const { base } = parse(path);
  return await assets.hold({ content: { bytes }, type: 'image', contentType: mediaType, name: base });
};

/** Lists files by their names, folder by folder; links are left out, for they may lead anywhere. */
async function* filesOf(
  root: string,
  isDeep: boolean,
): AsyncGenerator<{ readonly path: string; readonly name: string }> {
  const open = [root];
  let count = 0;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = await readdir(folder, { withFileTypes: true });
    const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of sorted) {
      if (!entry.isFile()) continue;
      count += 1;
      if (count > MAX_FILES) throw new ValueError(`the folder has more than ${MAX_FILES} files`);
      yield { path: join(folder, entry.name), name: entry.name };
    }
    const inside = sorted.filter((entry) => isDeep && entry.isDirectory()).map(({ name }) => name);
    for (const name of inside.reverse()) open.push(join(folder, name));
  }
}

const isFormat = (ending: string): ending is keyof typeof FORMATS => Object.hasOwn(FORMATS, ending);

/** Writes an image in the format that a file name asks for; one that has it already stays as it is. */
const encodeAs = async (bytes: Uint8Array, name: string): Promise<Uint8Array> => {
  const ending = extname(name).toLowerCase();
  if (!isFormat(ending)) {
    const known = Object.keys(FORMATS).join(', ');
    throw new ValueError(`images are not written as "${ending}": end the file name with one of ${known}`);
  }
  const format = FORMATS[ending];
  if ((await imageFacts(bytes)).format === format) return bytes;
  return await (await imageOf(await decodePicture(bytes))).toFormat(format).toBuffer();
};

/** Writes a file that isn't there yet: `name.png`, else `name_1.png` and so on. */
const writeNew = async (path: string, bytes: Uint8Array): Promise<void> => {
  const { dir, name, ext } = parse(path);
  for (let number = 0; number <= MAX_NUMBER; number++) {
    const free = number === 0 ? path : join(dir, `${name}_${number}${ext}`);
    const isWritten = await writeFile(free, bytes, { flag: 'wx' }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (isWritten) return;
  }
  throw new ValueError(`${path} and ${MAX_NUMBER} numbered names beside it are taken`);
};
