import { isRecord } from '../../common/json.js';

const DATA_URI = /^data:([^,]{0,256}?)(;base64)?,/;
/** Kinds of references whose inline `data`, where it is text, is base64. */
const BINARY_TYPES: ReadonlySet<unknown> = new Set([
  'image',
  'audio',
  'video',
  'document',
  'model_3d',
  'font',
  'archive',
]);

/** Bytes that a value carries itself: as they are, in base64, or in a `data:` place; null when they are somewhere else. */
export const inlineBytes = (reference: unknown): Uint8Array | null => {
  if (reference instanceof Uint8Array) return reference;
  if (!isRecord(reference)) return null;
  const { data, uri, type } = reference;
  if (data instanceof Uint8Array) return data;
  if (typeof data === 'string' && data !== '' && BINARY_TYPES.has(type)) return Buffer.from(data, 'base64');
  return typeof uri === 'string' && uri.startsWith('data:') ? bytesOfDataUri(uri) : null;
};

const bytesOfDataUri = (uri: string): Uint8Array => {
  const match = DATA_URI.exec(uri);
  if (!match) throw new Error('the data: place is not one: it has no comma');
  const text = uri.slice(match[0].length);
  return match[2] === undefined ? Buffer.from(decodeURIComponent(text)) : Buffer.from(text, 'base64');
};
