import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { NodeContext } from '../../../engine/node-context.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { int, list, str } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { ask, mapSome, messageOf, shown } from '../../web/answer.js';
import { fileNameOfAnswer, freeName } from '../../web/file-name.js';

const MAX_FILE_BYTES = 4 * 1024 ** 3;
const FILE_TIMEOUT_MS = 30 * 60_000;

/** Downloads several files into the workspace. */
export const DownloadFiles = defineNodeType({
  type: 'lib.http.DownloadFiles',
  title: 'Download Files',
  description:
    'Downloads files from the web into a folder of the workspace, several at a time. What fails is listed and does not stop the others.',
  tags: ['http', 'download', 'files', 'batch'],
  properties: {
    urls: list<string>('str', [], { description: 'The http or https addresses.' }),
    output_folder: str('downloads', { description: 'Folder of the workspace that takes the files.' }),
    max_concurrent_downloads: int(5, { description: 'How many are downloaded at the same time.' }),
  },
  outputs: { success: 'list[str]', failed: 'list[str]' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  process: async ({ urls, output_folder: folderPath, max_concurrent_downloads: limit }, context) => {
    if (folderPath.trim() === '') throw new ValueError('output_folder cannot be empty');
    const folder = await context.workspace.resolve(folderPath);
    await mkdir(folder, { recursive: true });
    const names = new Set<string>();
    let done = 0;
    const paths = await mapSome(urls, limit, async (url) => {
      const path = await download(url, { folder, names }, context);
      done += 1;
      context.progress(done, urls.length);
      return path;
    });
    return {
      success: paths.filter((path) => path !== null),
      failed: urls.filter((_, index) => paths[index] === null),
    };
  },
});

interface Place {
  readonly folder: string;
  /** Names of this firing: two addresses that end alike don't overwrite each other. */
  readonly names: Set<string>;
}

/** The path of the downloaded file, or null, with a line in the log that says why. */
const download = async (url: string, { folder, names }: Place, context: NodeContext): Promise<string | null> => {
  try {
    const response = await ask(context, url, { maxBytes: MAX_FILE_BYTES, timeoutMs: FILE_TIMEOUT_MS });
    const path = await context.workspace.resolve(join(folder, freeName(fileNameOfAnswer(response, url), names)));
    await writeBody(response, path);
    return path;
  } catch (error) {
    if (context.signal.aborted) throw error;
    context.log(`${shown(url)} could not be downloaded: ${messageOf(error)}`, 'warning');
    return null;
  }
};

/** Writes a body to a file as it arrives; half a file is taken away. */
const writeBody = async (response: Response, path: string): Promise<void> => {
  try {
    // What a body yields are pieces of bytes; Node's type of it leaves that open.
    await writeFile(path, (response.body ?? []) as AsyncIterable<Uint8Array>);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
};
