/** Rows of the table that `npm run bench` prints: one JSON line each on standard output. */

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {string} ours
 * @property {string} [limit] what a peer, or the bare library underneath, does
 * @property {number} [ratio] ours by the limit as a throughput: 2 is twice as fast, or as small
 * @property {string} [target]
 * @property {boolean} [isReached]
 */

/** @param {Row} row */
export const report = (row) => {
  process.stdout.write(`${JSON.stringify(row)}\n`);
};

/** Tells the user what is going on; not a part of the results. */
export const say = (text) => {
  process.stderr.write(`  ${text}\n`);
};

/** A number with as many digits as say something. */
export const digits = (value) => {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value >= 10 ? value.toFixed(1) : value.toPrecision(2);
};
