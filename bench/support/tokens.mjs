/** Tokens of every hub that a benchmark starts. */
export const OPERATOR_TOKEN = 'operator-token-of-the-benchmarks';
export const NODE_TOKEN = 'node-token-of-the-benchmarks';
