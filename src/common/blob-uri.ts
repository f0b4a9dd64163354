/** Path of blobs on a hub; a reference holds it without the hub's address, because each side knows the hub by its own. */
export const BLOBS_PATH = '/api/v1/blobs';

const SHA256 = /^[0-9a-f]{64}$/;
const BLOB_PATH = /^\/api\/v1\/blobs\/([0-9a-f]{64})$/;
const IN_TEXT = /\/api\/v1\/blobs\/([0-9a-f]{64})/g;

/** Tells whether a text is a lower-case hexadecimal SHA-256. */
export const isSha256 = (text: string): boolean => SHA256.test(text);

/** Writes the place of a blob: relative to whatever hub the reader speaks to. */
export const blobUri = (sha256: string): string => `${BLOBS_PATH}/${sha256}`;

/**
 * Reads the content's name out of a blob's place.
 *
 * @param bases addresses of the hub without a slash at the end, for places that name it
 * @returns null for any other place
 */
export const sha256OfBlobUri = (uri: string, bases: readonly string[] = []): string | null => {
  const base = bases.find((text) => uri.startsWith(`${text}/`));
  return BLOB_PATH.exec(base === undefined ? uri : uri.slice(base.length))?.[1] ?? null;
};

/** Lists the blobs that a text names, each once, at most `limit` of them. */
export const blobsNamedIn = (text: string, limit: number): readonly string[] => {
  // Most texts name none, and this is asked for each run.
  if (!text.includes(BLOBS_PATH)) return [];
  const found = new Set<string>();
  for (const [, sha256 = ''] of text.matchAll(IN_TEXT)) {
    if (found.size >= limit) break;
    found.add(sha256);
  }
  return [...found];
};
