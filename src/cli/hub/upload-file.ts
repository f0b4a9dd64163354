import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { blobUri } from '../../common/blob-uri.js';
import { typeOfFileName } from '../../common/file-types.js';
import { usageError } from '../cli-error.js';
import { fileFault } from '../input/files.js';
import type { HubClient } from './hub-client.js';

/**
 * Uploads a file to the hub and makes the reference by which a parameter names it.
 *
 * @param type kind of the reference, such as `image`
 * @throws CliError when the file can't be read or the hub doesn't take it
 */
export const uploadFile = async (
  client: HubClient,
  path: string,
  { type, userId }: { readonly type: string; readonly userId: string | undefined },
): Promise<Readonly<Record<string, unknown>>> => {
  if (path === '-') throw usageError('a file is uploaded by its path, not from standard input');
  const { sha256, size } = await hashFile(path);
  const contentType = typeOfFileName(path);
  await client.request({
    method: 'PUT',
    path: `/blobs/${sha256}`,
    query: { user_id: userId },
    stream: () => Readable.toWeb(createReadStream(path)),
    headers: { 'content-type': contentType },
    isIdempotent: true,
  });
  return { type, uri: blobUri(sha256), content_type: contentType, size, name: basename(path) };
};

const hashFile = async (path: string): Promise<{ readonly sha256: string; readonly size: number }> => {
  const hash = createHash('sha256');
  try {
    const { size } = await stat(path);
    await pipeline(createReadStream(path), hash);
    return { sha256: hash.digest('hex'), size };
  } catch (cause) {
    throw fileFault(path, cause);
  }
};
