import { createWriteStream } from 'node:fs';
import { link, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { blobUri, sha256OfBlobUri } from '../../common/blob-uri.js';
import { endingOfType } from '../../common/file-types.js';
import { isRecord } from '../../common/json.js';
import { CliError } from '../cli-error.js';
import type { HubClient } from './hub-client.js';

/** A file of a run's result. */
export interface ResultFile {
  readonly output: string;
  readonly sha256: string;
  readonly contentType: string;
}

/** A file that was written. */
export interface SavedFile {
  readonly output: string;
  readonly path: string;
  readonly uri: string;
}

/** Lists the files that the outputs of a run name on this hub, in the order in which they stand there. */
export const filesOf = (outputs: unknown, hubUrl: string): readonly ResultFile[] =>
  isRecord(outputs) ? Object.entries(outputs).flatMap(([output, value]) => filesIn(value, output, hubUrl)) : [];

const filesIn = (value: unknown, output: string, hubUrl: string): readonly ResultFile[] => {
  if (Array.isArray(value)) return value.flatMap((item) => filesIn(item, output, hubUrl));
  if (!isRecord(value)) return [];
  const { uri, content_type: contentType } = value;
  const sha256 = typeof uri === 'string' ? sha256OfBlobUri(uri, [hubUrl]) : null;
  if (sha256 !== null) return [{ output, sha256, contentType: typeof contentType === 'string' ? contentType : '' }];
  return Object.values(value).flatMap((item) => filesIn(item, output, hubUrl));
};

/**
 * Writes files into a folder, named after their outputs; a file that is there already is never overwritten.
 *
 * @throws CliError when a file is there, or can't be written or fetched
 */
export const saveFiles = async (
  client: HubClient,
  files: readonly ResultFile[],
  folder: string,
): Promise<readonly SavedFile[]> => {
  await mkdir(folder, { recursive: true });
  const names = namesOf(files);
  const saved: SavedFile[] = [];
  for (const [index, { sha256, output }] of files.entries()) {
    const path = join(folder, names[index] ?? sha256);
    await saveFile(client, sha256, path);
    saved.push({ output, path, uri: blobUri(sha256) });
  }
  return saved;
};

/** `image.png`, or `image-1.png` and `image-2.png` where an output has several. */
const namesOf = (files: readonly ResultFile[]): readonly string[] => {
  const counts = new Map<string, number>();
  return files.map(({ output, contentType }) => {
    const count = (counts.get(output) ?? 0) + 1;
    counts.set(output, count);
    const isAlone = files.filter((file) => file.output === output).length === 1;
    const base = output.replaceAll(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^\.+/, '_') || 'file';
    return `${base}${isAlone ? '' : `-${count}`}${endingOfType(contentType)}`;
  });
};

/** The file gets its name when it is whole. */
const saveFile = async (client: HubClient, sha256: string, path: string): Promise<void> => {
  const aside = `${path}.${process.pid}.part`;
  const { body } = await client.open({ path: `/blobs/${sha256}` });
  try {
    const bytes = body ? Readable.fromWeb(body) : Readable.from([]);
    await pipeline(bytes, createWriteStream(aside));
    await link(aside, path);
  } catch (cause) {
    const isThere = isRecord(cause) && cause['code'] === 'EEXIST';
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(isThere ? `${path} exists already` : `cannot write ${path}: ${reason}`, {
      hint: 'Choose another folder.',
      cause,
    });
  } finally {
    await rm(aside, { force: true });
  }
};
