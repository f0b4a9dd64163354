/** Measuring: medians of several rounds, in CPU time where a busy machine would spoil the clock. */

const sortNumbers = (values) => values.toSorted((a, b) => a - b);

/** @param {readonly number[]} values at least one */
export const median = (values) => percentile(values, 0.5);

/**
 * @param {readonly number[]} values at least one
 * @param {number} share 0.99 for the value that 99 % don't exceed
 */
export const percentile = (values, share) => {
  const sorted = sortNumbers(values);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
};

/** Runs something once and gives the CPU time of this process in µs and the elapsed time in ms. */
export const timeOf = async (run) => {
  const before = process.cpuUsage();
  const startMs = performance.now();
  await run();
  const elapsedMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(before);
  return { cpuMicros: user + system, elapsedMs };
};

/** Makes one subject of many runs: a single one may be too short for the clock. */
export const times = (count, run) => async () => {
  for (let done = 0; done < count; done += 1) await run();
};

/**
 * Measures several things in turn, round after round, so that a slow moment of the machine hits all of them.
 *
 * @template {Record<string, () => Promise<unknown>>} T
 * @param {T} subjects
 * @param {{ rounds?: number, warmUps?: number }} [options]
 * @returns {Promise<Record<keyof T, { cpuMicros: number, elapsedMs: number }>>} medians by name
 */
export const measureInTurn = async (subjects, { rounds = 5, warmUps = 2 } = {}) => {
  const names = Object.keys(subjects);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < warmUps + rounds; round += 1) {
    for (const name of names) {
      const time = await timeOf(subjects[name]);
      if (round >= warmUps) measured[name].push(time);
    }
  }
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        cpuMicros: median(measured[name].map(({ cpuMicros }) => cpuMicros)),
        elapsedMs: median(measured[name].map(({ elapsedMs }) => elapsedMs)),
      },
    ]),
  );
};

/** Throws when a benchmark computed something else than it should have: a number for wrong work means nothing. */
export const assertSame = (what, actual, expected) => {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)} in place of ${String(expected)}`);
};
