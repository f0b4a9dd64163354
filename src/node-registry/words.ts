/** Splits a text into lower-case words, also at the capitals of a class name. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/**
 * Counts the edits between two words: a letter more, less, another one, or two neighbours swapped (optimal string alignment).
 *
 * @param limit the count isn't followed beyond this; the answer is then `limit + 1`
 * @see https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance
 */
export const editsBetween = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const edits = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = isSwap ? Math.min(edits, at(beforeLast, j - 2) + 1) : edits;
      least = Math.min(least, row[j] ?? 0);
    }
    if (least > limit) return limit + 1;
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
};

const at = (row: readonly number[], column: number): number => row[column] ?? 0;
