/** Vectors like those of texts, and how well a search finds the nearest of them. */

export const DIMENSIONS = 384;

/** Random numbers that are the same in every run (mulberry32). */
const randomOf = (seed) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** A plain loop: it runs some billion times. */
const dot = (a, b) => {
  let sum = 0;
  for (let place = 0; place < DIMENSIONS; place += 1) sum += a[place] * b[place];
  return sum;
};

const toLengthOne = (vector) => {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
};

/**
 * Makes vectors around centres, a hundred to each on average, as texts lie around topics; without centres they are noise, in
 * which nothing is really near to anything.
 *
 * @param {{ count: number, queries: number, isClustered: boolean }} options
 * @returns {{ rows: Float32Array[], queries: Float32Array[] }}
 */
export const makeVectors = ({ count, queries, isClustered }) => {
  const random = randomOf(count);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const direction = () => toLengthOne(Float32Array.from({ length: DIMENSIONS }, gauss));
  const centres = isClustered ? Array.from({ length: Math.ceil(count / 100) }, direction) : null;
  const make = () => {
    const noise = direction();
    const centre = centres?.[Math.floor(random() * centres.length)];
    return centre ? toLengthOne(noise.map((value, place) => value + centre[place])) : noise;
  };
  return { rows: Array.from({ length: count }, make), queries: Array.from({ length: queries }, make) };
};

/** The places of the nearest rows, by comparing each. */
export const nearestOf = (rows, query, wanted) => {
  const scores = rows.map((row) => dot(row, query));
  return [...scores.keys()].sort((a, b) => scores[b] - scores[a]).slice(0, wanted);
};

/** Share of the truly nearest that was found. */
export const recallOf = (found, truth) => {
  const hits = truth.map((nearest, query) => nearest.filter((row) => found[query].includes(row)).length);
  return hits.reduce((sum, count) => sum + count, 0) / truth.flat().length;
};
