/** Splits a text into its code points: Python's unit of length and position. */
export const codePointsOf = (text: string): string[] => Array.from(text);

/** Length in code points. */
export const lengthOf = (text: string): number => {
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    // The second half of a surrogate pair doesn't count.
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) index += 1;
    length += 1;
  }
  return length;
};

/** Orders two texts by code point; negative when the first comes first. */
export const compareText = (left: string, right: string): number => {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return rankOf(a) - rankOf(b);
  }
  return left.length - right.length;
};

/** Surrogates stand for code points above all others, though their own numbers are smaller. */
const rankOf = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
