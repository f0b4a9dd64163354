import { isRecord } from './json.js';

const ASSET_URI = /^asset:\/\/([A-Za-z0-9_-]{1,128})(?:\.[A-Za-z0-9]{1,16})?$/;
const CONTENT_PATH = /^\/api\/v1\/assets\/([A-Za-z0-9_-]{1,128})\/content(?:\?|$)/;

/** Writes the place of an asset on its own node. */
export const assetUri = (assetId: string): string => `asset://${assetId}`;

/** Finds out which asset of this node a reference names; null for other places and for other values. */
export const assetIdOf = (reference: unknown): string | null => {
  if (!isRecord(reference)) return null;
  const { uri, asset_id: assetId, type } = reference;
  if (typeof uri === 'string' && uri !== '') return (ASSET_URI.exec(uri) ?? CONTENT_PATH.exec(uri))?.[1] ?? null;
  const isNamed = typeof assetId === 'string' && assetId !== '' && typeof type === 'string';
  return isNamed ? assetId : null;
};
