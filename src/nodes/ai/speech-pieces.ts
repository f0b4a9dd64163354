/** Where a text is cut rather than elsewhere. */
const BOUNDARIES = [/\n\n/g, /\n/g, /[.!?…]["»”’)]*\s/g, /[,;:]\s/g, /\s/g];

/** Cuts a text that is too long to be spoken at once: between paragraphs, sentences or words, as near to the end as can be. */
export const speechPieces = (text: string, maxLength: number): readonly string[] => {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > maxLength) {
    const end = cutOf(rest.slice(0, maxLength));
    pieces.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return [...pieces, rest].filter((piece) => piece !== '');
};

/** A place behind the last boundary of the best kind in the second half, else at the end. */
const cutOf = (text: string): number => {
  for (const boundary of BOUNDARIES) {
    const last = [...text.matchAll(boundary)].at(-1);
    if (last && last.index + last[0].length > text.length / 2) return last.index + last[0].length;
  }
  const isPair = /[\ud800-\udbff]$/.test(text);
  return isPair ? text.length - 1 : text.length;
};
