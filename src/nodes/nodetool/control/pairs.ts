import type { InputStream, StreamStep } from '../../../engine/input-stream.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { any, int } from '../../../engine/property.js';

const left = any(null, { description: 'The items of one iteration.' });
const right = any(null, { description: 'The items of another iteration.' });

/** Pairs independent iterations by index; a value that belongs to none is paired with each item. */
export const Zip = defineNodeType({
  type: 'nodetool.control.Zip',
  title: 'Zip',
  description: 'Pairs the items of two independent loops or streams: first with first, second with second.',
  tags: ['control', 'stream', 'pair', 'join'],
  properties: {
    left,
    right,
    max_unmatched_pairs: int(1024, { min: 1, description: 'Items without a partner at which pairing is given up.' }),
  },
  outputs: { left: 'any', right: 'any', index: 'int' },
  streams: ['left', 'right'],
  async *consume({ left: leftItems, right: rightItems, max_unmatched_pairs: maxUnmatched }, context) {
    let unmatched = 0;
    for await (const [one, other, index] of pairedSteps(leftItems, rightItems)) {
      if (one?.isPresent && other?.isPresent) yield { left: one.value, right: other.value, index };
      else if (one?.isPresent || other?.isPresent) unmatched += 1;
      if (unmatched > maxUnmatched) {
        throw new Error(
          `more than ${maxUnmatched} items have no partner; raise max_unmatched_pairs or check both sides`,
        );
      }
    }
    if (unmatched > 0) context.log(`${unmatched} items had no partner and were left out.`, 'warning');
  },
});

/** Gives all pairs of two independent iterations, ordered by the left item. */
export const Cross = defineNodeType({
  type: 'nodetool.control.Cross',
  title: 'Cross',
  description: 'Gives every pair of an item of one loop or stream and an item of another.',
  tags: ['control', 'stream', 'product', 'combine'],
  properties: {
    left,
    right,
    max_output_count: int(1024, { min: 1, description: 'Largest number of pairs; more are an error.' }),
  },
  outputs: { left: 'any', right: 'any' },
  streams: ['left', 'right'],
  async *consume({ left: leftItems, right: rightItems, max_output_count: maxCount }) {
    const others: unknown[] = [];
    for await (const other of rightItems) {
      // One left item is enough to go over the limit then; without any there is no pair at all.
      if (others.length <= maxCount) others.push(other);
    }
    let count = 0;
    for await (const item of leftItems) {
      for (const other of others) {
        count += 1;
        if (count > maxCount) {
          throw new Error(`there are more than ${maxCount} pairs; raise max_output_count or shorten the inputs`);
        }
        yield { left: item, right: other };
      }
    }
  },
});

type Pair = readonly [StreamStep | null, StreamStep | null, number];

/** Reads both sides step by step, to the end of the longer one; a side that belongs to no iteration holds. */
async function* pairedSteps(a: InputStream, b: InputStream): AsyncGenerator<Pair, void, void> {
  const heldLeft = b.isIterated && !a.isIterated ? await a.step() : null;
  const heldRight = a.isIterated && !b.isIterated ? await b.step() : null;
  for (let index = 0; ; index += 1) {
    const one = heldLeft ? null : await a.step();
    const other = heldRight ? null : await b.step();
    if (!one && !other) return;
    yield [one ?? heldLeft, other ?? heldRight, index];
  }
}
