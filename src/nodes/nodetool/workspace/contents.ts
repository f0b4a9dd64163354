import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';

import { defineNodeType } from '../../../engine/node-type.js';
import { bool, str } from '../../../engine/property.js';
import { withPath } from '../../files/os-error.js';
import { fromBase64 } from '../../python/base64.js';
import { decodeText, encodeText } from '../../python/text-encoding.js';
import { placeForWriting, placeOfFile } from './place.js';

const MAX_BYTES = 64 * 1024 * 1024;
const PATH = { description: 'Path of the file in the workspace.' };
const ENCODING = { description: 'Encoding of the text, such as utf-8 or latin-1.' };
const READS = { isPure: false, isRetrySafe: true } as const;

/** Reads a file as text; every kind of line end becomes a line feed. */
export const ReadTextFile = defineNodeType({
  type: 'nodetool.workspace.ReadTextFile',
  title: 'Read Text File',
  description: 'Reads a text file of the workspace.',
  tags: ['workspace', 'file', 'read', 'text'],
  properties: { path: str('', PATH), encoding: str('utf-8', ENCODING) },
  outputs: { output: 'str' },
  ...READS,
  process: async ({ path, encoding }, context) => {
    const place = await placeOfFile(path, context);
    return { output: decodeText(await readAll(place, path), encoding).replaceAll(/\r\n?/g, '\n') };
  },
});

/** Writes text to a file, anew or at its end. */
export const WriteTextFile = defineNodeType({
  type: 'nodetool.workspace.WriteTextFile',
  title: 'Write Text File',
  description: 'Writes text to a file of the workspace, and makes the folders above it.',
  tags: ['workspace', 'file', 'write', 'text'],
  properties: {
    path: str('', PATH),
    content: str('', { description: 'The text.' }),
    encoding: str('utf-8', ENCODING),
    append: bool(false, { description: 'Adds to the end of the file instead of replacing it.' }),
  },
  outputs: { output: 'str' },
  isPure: false,
  process: async ({ path, content, encoding, append }, context) => {
    const bytes = encodeText(content, encoding);
    const place = await placeForWriting(path, context);
    await withPath(path, () => (append ? appendFile(place, bytes) : writeFile(place, bytes)));
    return { output: path };
  },
});

/** Reads a file as base64. */
export const ReadBinaryFile = defineNodeType({
  type: 'nodetool.workspace.ReadBinaryFile',
  title: 'Read Binary File',
  description: 'Reads any file of the workspace and gives its bytes as base64 text.',
  tags: ['workspace', 'file', 'read', 'bytes', 'base64'],
  properties: { path: str('', PATH) },
  outputs: { output: 'str' },
  ...READS,
  process: async ({ path }, context) => {
    const bytes = await readAll(await placeOfFile(path, context), path);
    return { output: bytes.toString('base64') };
  },
});

/** Writes bytes that come as base64. */
export const WriteBinaryFile = defineNodeType({
  type: 'nodetool.workspace.WriteBinaryFile',
  title: 'Write Binary File',
  description: 'Writes bytes, given as base64 text, to a file of the workspace.',
  tags: ['workspace', 'file', 'write', 'bytes', 'base64'],
  properties: { path: str('', PATH), content: str('', { description: 'The bytes as base64.' }) },
  outputs: { output: 'str' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ path, content }, context) => {
    const bytes = fromBase64(content);
    const place = await placeForWriting(path, context);
    await withPath(path, () => writeFile(place, bytes));
    return { output: path };
  },
});

/** Reads a file that has to fit into memory. */
const readAll = (place: string, path: string): Promise<Buffer> =>
  withPath(path, async () => {
    const { size } = await stat(place);
    if (size > MAX_BYTES) throw new Error(`'${path}' has ${size} bytes; at most ${MAX_BYTES} are read at once`);
    return readFile(place);
  });
