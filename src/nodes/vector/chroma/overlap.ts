/** A text without the words that it has in common with the end of the one before it. */
export const withoutOverlap = (before: string, text: string, minWords: number): string => {
  const ending = wordsOf(before);
  const words = wordsOf(text);
  const least = Math.max(1, minWords);
  for (let count = Math.min(ending.length, words.length); count >= least; count -= 1) {
    const tail = ending.slice(-count);
    if (tail.every((word, index) => word === words[index])) return words.slice(count).join(' ');
  }
  return text;
};

/** Takes repeated words out where texts follow one another; what is left without words is left out. */
export const removeOverlap = (texts: readonly string[], minWords: number): readonly string[] =>
  texts
    .map((text, index) => (index === 0 ? text : withoutOverlap(texts[index - 1] ?? '', text, minWords)))
    .filter((text) => text !== '');

const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');
