import { countBytes, keepBytes } from './keep-bytes.js';
import type { NodeContext } from './node-context.js';

/** Contents that one graph node keeps in a run, so that whoever watches can see them; of later ones a word is shown. */
const MAX_KEPT = 32;

/** One context belongs to one graph node of one run. */
const keptCounts = new WeakMap<NodeContext, number>();

/**
 * Makes assets of the bytes in a value that is shown, so that a watcher can fetch them. A stream may show thousands: after
 * the first ones they stay what they are.
 *
 * @param name what the assets are called
 */
export const keepPreview = async (value: unknown, context: NodeContext, name: string): Promise<unknown> => {
  const count = countBytes(value);
  const kept = keptCounts.get(context) ?? 0;
  if (count === 0 || kept + count > MAX_KEPT) return value;
  keptCounts.set(context, kept + count);
  return keepBytes(value, context.assets, name);
};
