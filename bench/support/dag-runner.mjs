/**
 * The least that runs a graph: each task begins when all that it needs is there, side by side with the others. No types,
 * no streams, no updates, no failures: what is left is what any engine for graphs has to pay.
 *
 * @param {readonly { readonly needs: readonly number[], readonly run: (...values: number[]) => Promise<number> }[]} tasks
 * @returns {Promise<number>} the value of the last task
 */
export const runDag = (tasks) =>
  new Promise((resolve, reject) => {
    const values = Array.from({ length: tasks.length }, () => 0);
    const missing = tasks.map(({ needs }) => needs.length);
    const readers = tasks.map(() => []);
    for (const [index, { needs }] of tasks.entries()) for (const need of needs) readers[need].push(index);
    let left = tasks.length;
    const start = async (index) => {
      const { needs, run } = tasks[index];
      values[index] = await run(...needs.map((need) => values[need]));
      left -= 1;
      if (left === 0) resolve(values.at(-1));
      for (const reader of readers[index]) if (--missing[reader] === 0) begin(reader);
    };
    const begin = (index) => void start(index).catch(reject);
    for (const [index, { needs }] of tasks.entries()) if (needs.length === 0) begin(index);
  });

export const dagChain = (length, run) =>
  Array.from({ length }, (_, index) => ({ needs: index === 0 ? [] : [index - 1], run }));

export const dagFanOut = (width, run) => [
  { needs: [], run },
  ...Array.from({ length: width }, () => ({ needs: [0], run })),
];

export const dagGrid = (size, run) =>
  Array.from({ length: size * size }, (_, index) => ({
    needs: [...(index >= size ? [index - size] : []), ...(index % size > 0 ? [index - 1] : [])],
    run,
  }));
