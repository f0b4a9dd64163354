import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

import type { JsonObject } from '../../../common/json.js';
import type { NodeWorkspace } from '../../../engine/services/node-workspace.js';
import type { AgentTool } from './agent-tool.js';

/** Most that one call reads of a file: more would not fit into a conversation. */
const MAX_READ_BYTES = 200_000;
const MAX_WRITE_LENGTH = 5_000_000;
const MAX_ENTRIES = 1_000;

const path: JsonObject = { type: 'string', description: 'Path inside the workspace, for example notes/plan.md.' };

const parametersOf = (properties: JsonObject, required: readonly string[]): JsonObject => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

/** Lets a model read a text file of the workspace. */
export const readFileTool = (workspace: NodeWorkspace, name = 'read_file'): AgentTool => ({
  definition: {
    name,
    description: 'Reads a text file of the workspace, piece by piece where it is long.',
    parameters: parametersOf(
      { path, offset: { type: 'integer', minimum: 0, description: 'Byte to begin at. Default 0.' } },
      ['path'],
    ),
  },
  run: async (args) => {
    const offset = Number(args['offset'] ?? 0);
    const file = await open(await workspace.resolve(String(args['path'])));
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_READ_BYTES), 0, MAX_READ_BYTES, offset);
      if (offset + bytesRead >= size) return { content: buffer.subarray(0, bytesRead).toString('utf8') };
      // Leaves out the bytes of a character that ends behind the piece.
      const content = new StringDecoder('utf8').write(buffer.subarray(0, bytesRead));
      return { content, next_offset: offset + Buffer.byteLength(content), size };
    } finally {
      await file.close();
    }
  },
});

/** Lets a model write a text file of the workspace; folders on the way to it are made. */
export const writeFileTool = (workspace: NodeWorkspace, name = 'write_file'): AgentTool => ({
  definition: {
    name,
    description: 'Writes a text file of the workspace; what is there already is replaced.',
    parameters: parametersOf({ path, content: { type: 'string', description: 'The whole text.' } }, [
      'path',
      'content',
    ]),
  },
  run: async (args) => {
    const content = String(args['content']);
    if (content.length > MAX_WRITE_LENGTH) {
      throw new Error(`the text has ${content.length} characters, at most ${MAX_WRITE_LENGTH} are written: split it`);
    }
    const target = await workspace.resolve(String(args['path']));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    return { success: true, path: args['path'], size: Buffer.byteLength(content) };
  },
});

/** Lets a model see what is in a folder of the workspace. */
export const listDirectoryTool = (workspace: NodeWorkspace, name = 'list_directory'): AgentTool => ({
  definition: {
    name,
    description: 'Lists the files and folders in a folder of the workspace.',
    parameters: parametersOf({ path: { ...path, default: '.' } }, []),
  },
  run: async (args) => {
    const { path: folder = '.' } = args;
    const entries = await readdir(await workspace.resolve(String(folder)), { withFileTypes: true });
    const listed = entries
      .map((entry) => ({ name: entry.name, kind: entry.isDirectory() ? 'folder' : 'file' }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return { entries: listed.slice(0, MAX_ENTRIES), ...(listed.length > MAX_ENTRIES && { total: listed.length }) };
  },
});
