import { isRecord } from '../common/json.js';
import { heldFileOf } from './services/held-place.js';
import type { NodeAssets } from './services/node-assets.js';

/** Containers inside containers that are looked into; deeper values can't be sent anyway. */
const MAX_DEPTH = 200;

/** Bytes of an array of numbers that go along with it; longer ones become an asset. */
const MAX_ARRAY_BYTES = 1_048_576;

const isSmallArray = (value: object): boolean =>
  'type' in value &&
  value.type === 'np_array' &&
  'value' in value &&
  value.value instanceof Uint8Array &&
  value.value.byteLength <= MAX_ARRAY_BYTES;

/** Tells whether bytes that can't go along, or a file that is lent for the time of the run, stand anywhere in a value. */
export const holdsBytes = (value: unknown, depth = 0): boolean => {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return false;
  if (value instanceof Uint8Array) return true;
  if (isSmallArray(value)) return false;
  if (Array.isArray(value)) return value.some((item) => holdsBytes(item, depth + 1));
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key]; // a key of this very object
    if (holdsBytes(item, depth + 1) || (key === 'uri' && heldFileOf(item) !== null)) return true;
  }
  return false;
};

/** Counts the contents in a value that `keepBytes` would keep. */
export const countBytes = (value: unknown, depth = 0): number => {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return 0;
  if (value instanceof Uint8Array) return 1;
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  const own = isRecord(value) && heldFileOf(value['uri']) !== null ? 1 : 0;
  return items.reduce<number>((sum, item) => sum + countBytes(item, depth + 1), own);
};

/**
 * Makes an asset of all bytes in a value, and puts references in their place: a reference that carries its content, or
 * names a file that is lent for the time of the run, keeps its type and its other fields; bare bytes become a document.
 *
 * @param name what the assets are called
 */
export const keepBytes = async (value: unknown, assets: NodeAssets, name: string, depth = 0): Promise<unknown> => {
  if (depth > MAX_DEPTH || !holdsBytes(value, depth)) return value;
  if (value instanceof Uint8Array) return assets.create({ content: { bytes: value }, name });
  if (Array.isArray(value)) {
    const kept: unknown[] = [];
    // One after the other: each may be as large as the memory allows.
    for (const item of value) kept.push(await keepBytes(item, assets, name, depth + 1));
    return kept;
  }
  if (!isRecord(value)) return value;
  const reference = await keepReference(value, assets, name);
  if (reference) return reference;
  const kept: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) kept[key] = await keepBytes(item, assets, name, depth + 1);
  return kept;
};

/** Keeps the content of a reference; null for a value that is none with a content of its own. */
const keepReference = async (
  value: Readonly<Record<string, unknown>>,
  assets: NodeAssets,
  name: string,
): Promise<Readonly<Record<string, unknown>> | null> => {
  const { data, type, content_type: contentType, ...rest } = value;
  if (typeof type !== 'string') return null;
  const isHeld = heldFileOf(value['uri']) !== null;
  if (!isHeld && !(data instanceof Uint8Array)) return null;
  const content = data instanceof Uint8Array ? { bytes: data } : { path: await assets.path(value) };
  const facts = typeof contentType === 'string' && contentType !== '' ? { contentType } : {};
  return { ...rest, ...(await assets.create({ content, name, type, ...facts })), data: null };
};
