/** Longest text whose result is kept. */
const MAX_KEPT_LENGTH = 20_000;

/**
 * Keeps a function's results by its text argument; when there are more than `limit`, it starts afresh. Node types
 * compile the same pattern or template for every item of a stream.
 */
export const memoize = <T>(make: (text: string) => T, limit = 256): ((text: string) => T) => {
  const results = new Map<string, T>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (results.size >= limit) results.clear();
    if (text.length <= MAX_KEPT_LENGTH) results.set(text, made);
    return made;
  };
};
