/** How a long text is cut, in characters. */
export interface ChunkOptions {
  /** Longest chunk. */
  readonly size: number;
  /** Characters that a chunk repeats of the one before; at most half of `size`. */
  readonly overlap: number;
}

/** Where a text is cut rather than elsewhere: between paragraphs, lines, sentences, words. */
const BOUNDARIES = ['\n\n', '\n', '. ', ' '] as const;

/**
 * Cuts a text into chunks of at most `size` UTF-16 units, each beginning `overlap` before the end of the last one. It cuts
 * after the best boundary in the last part of a chunk, and never inside a surrogate pair. Every character is in a chunk;
 * an empty text gives none.
 */
export const chunkText = (text: string, { size, overlap }: ChunkOptions): readonly string[] => {
  const chunks: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = endOf(text, start, start + (size + overlap) / 2, start + size);
    chunks.push(text.slice(start, end));
    if (end >= text.length) break;
    start = Math.max(start + 1, awayFromPair(text, end - overlap));
  }
  return chunks;
};

const endOf = (text: string, start: number, earliest: number, limit: number): number => {
  if (limit >= text.length) return text.length;
  for (const boundary of BOUNDARIES) {
    const at = text.lastIndexOf(boundary, limit - boundary.length);
    if (at + boundary.length > earliest) return at + boundary.length;
  }
  const end = awayFromPair(text, limit);
  return end > start ? end : limit + 1;
};

/** A place just before a surrogate pair instead of one in its middle. */
const awayFromPair = (text: string, at: number): number => {
  const isInside = isBetween(text.charCodeAt(at), 0xdc00, 0xdfff) && isBetween(text.charCodeAt(at - 1), 0xd800, 0xdbff);
  return isInside ? at - 1 : at;
};

const isBetween = (code: number, low: number, high: number): boolean => code >= low && code <= high;
