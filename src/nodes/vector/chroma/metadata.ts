import { isRecord } from '../../../common/json.js';
import type { NewDocument } from '../../../engine/services/node-collections.js';

type Metadata = NonNullable<NewDocument['metadata']>;

/**
 * Reads what is known about a document.
 *
 * @throws Error that names a value which no collection can keep
 */
export const readMetadata = (raw: unknown): { readonly metadata?: Metadata } => {
  if (!isRecord(raw) || Object.keys(raw).length === 0) return {};
  const wrong = Object.entries(raw).find(([, value]) => !isPlain(value));
  if (wrong) throw new Error(`metadata.${wrong[0]} must be a text, a number or a truth value`);
  // Every value was looked at.
  return { metadata: raw as Metadata };
};

const isPlain = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
