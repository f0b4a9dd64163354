/** Limits of one batch. */
export interface BatchLimits {
  readonly maxTexts: number;
  /** Characters; a text that is longer alone makes a batch of its own. */
  readonly maxLength: number;
}

/** Cuts a list of texts into batches, in order. */
export const batchesOf = (
  texts: readonly string[],
  { maxTexts, maxLength }: BatchLimits,
): readonly (readonly string[])[] => {
  const batches: string[][] = [];
  let length = 0;
  for (const text of texts) {
    const batch = batches.at(-1);
    if (batch && batch.length < maxTexts && length + text.length <= maxLength) {
      batch.push(text);
      length += text.length;
    } else {
      batches.push([text]);
      length = text.length;
    }
  }
  return batches;
};

/** Does something with each item, a few at the same time; the first failure ends it, and its results are lost. */
export const mapBounded = async <Item, Result>(
  items: readonly Item[],
  parallel: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  const todo = items.entries();
  const runner = async (): Promise<void> => {
    for (const [index, item] of todo) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, runner));
  return results;
};
