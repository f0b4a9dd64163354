/** Words of a query that count; more would make the search slow and hardly better. */
const MAX_WORDS = 32;

/** The words that a text asks for, in lower case, each once: letters and digits alone, so that they can't be operators. */
export const queryWords = (text: string): readonly string[] =>
  [...new Set(text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu))].slice(0, MAX_WORDS);
