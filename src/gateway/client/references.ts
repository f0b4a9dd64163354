import { assetIdOf } from '../../common/asset-uri.js';
import { isRecord } from '../../common/json.js';

/** A reference to bytes of this node, as it stands in a result. */
export type LocalReference = Readonly<Record<string, unknown>>;

/** Bytes of JSON around one value: quotes, comma, colon. */
const VALUE_OVERHEAD = 4;

/**
 * Tells whether a result may travel as it is: it names no bytes of this node and its JSON text is surely not longer than
 * `maxBytes`. Asked for every result, so it stops at the first thing that speaks against it.
 */
export const travelsAsItIs = (result: unknown, maxBytes: number): boolean => {
  let bytes = 0;
  const waiting: unknown[] = [result];
  while (waiting.length > 0) {
    const value = waiting.pop();
    bytes += VALUE_OVERHEAD;
    if (Array.isArray(value)) {
      for (const item of value) waiting.push(item);
    } else if (isRecord(value)) {
      if (assetIdOf(value) !== null) return false;
      for (const [key, item] of Object.entries(value)) {
        bytes += textBytes(key);
        waiting.push(item);
      }
    } else {
      bytes += typeof value === 'string' ? textBytes(value) : 24;
    }
    if (bytes > maxBytes) return false;
  }
  return true;
};

/** Lists the references to bytes of this node, by the id of their asset. */
export const localReferencesIn = (result: unknown): ReadonlySet<string> => {
  const found = new Set<string>();
  const waiting: unknown[] = [result];
  while (waiting.length > 0) {
    const value = waiting.pop();
    const assetId = assetIdOf(value);
    if (assetId !== null) found.add(assetId);
    const items: readonly unknown[] = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
    for (const item of items) waiting.push(item);
  }
  return found;
};

/** Replaces references to bytes of this node; everything else is handed on as it is. */
export const mapReferences = (
  value: unknown,
  replace: (reference: LocalReference, assetId: string) => unknown,
): unknown => {
  if (Array.isArray(value)) return value.map((item) => mapReferences(item, replace));
  if (!isRecord(value)) return value;
  const assetId = assetIdOf(value);
  if (assetId !== null) return replace(value, assetId);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapReferences(item, replace)]));
};

/** The longest that a text can get in JSON: six bytes for each control character, three for most others. */
const textBytes = (text: string): number => text.length * 6;
