import { ValueError } from '../../python/errors.js';
import { strip } from '../../python/text.js';
import { lengthOf } from '../../python/code-points.js';

export interface SplitOptions {
  /** Longest chunk, in characters; a piece that no separator divides may be longer. */
  readonly chunkSize: number;
  /** Most characters that a chunk repeats of the one before. */
  readonly chunkOverlap: number;
  /** Where to cut, the best places first; the empty one cuts anywhere. */
  readonly separators: readonly string[];
}

export interface TextChunk {
  readonly text: string;
  /** Where it begins in the whole text, in characters. */
  readonly start: number;
}

/**
 * Cuts a text at the coarsest separators that make the pieces small enough, and joins small neighbours again up to the
 * size. A separator stays at the beginning of what follows it; white space at the ends of chunks is dropped.
 *
 * @throws ValueError when size and overlap don't go together
 */
export const splitRecursively = (text: string, options: SplitOptions): TextChunk[] => {
  const { chunkSize, chunkOverlap } = options;
  if (chunkSize <= 0) throw new ValueError(`chunk_size must be larger than 0, not ${chunkSize}`);
  if (chunkOverlap < 0) throw new ValueError(`chunk_overlap must not be negative, but is ${chunkOverlap}`);
  if (chunkOverlap > chunkSize) {
    throw new ValueError(
      `Got a larger chunk overlap (${chunkOverlap}) than chunk size (${chunkSize}), should be smaller.`,
    );
  }
  const whole = { start: 0, end: text.length };
  return inCharacters(text, new Splitter(text, options).split(whole, options.separators));
};

/** A part of a text, in UTF-16 units. */
interface Range {
  readonly start: number;
  readonly end: number;
}

class Splitter {
  constructor(
    private readonly text: string,
    private readonly options: SplitOptions,
  ) {}

  /** The chunks of a part of the text, without white space at their ends. */
  split(part: Range, separators: readonly string[]): Range[] {
    const content = this.text.slice(part.start, part.end);
    const found = separators.findIndex((separator) => content.includes(separator));
    const separator = separators[found === -1 ? separators.length - 1 : found] ?? '';
    const finer = found === -1 ? [] : separators.slice(found + 1);
    const chunks: Range[] = [];
    let small: Range[] = [];
    for (const piece of cut(content, separator, part.start)) {
      if (this.lengthOf(piece) < this.options.chunkSize) {
        small.push(piece);
        continue;
      }
      chunks.push(...this.joinSmall(small));
      small = [];
      chunks.push(...(finer.length === 0 ? this.stripped(piece) : this.split(piece, finer)));
    }
    return [...chunks, ...this.joinSmall(small)];
  }

  /** Joins neighbours up to the size; each chunk begins with the last pieces of the one before, as far as they overlap. */
  private joinSmall(pieces: readonly Range[]): Range[] {
    const { chunkSize, chunkOverlap } = this.options;
    const lengths = pieces.map((piece) => this.lengthOf(piece));
    const chunks: Range[] = [];
    let from = 0;
    let total = 0;
    const emit = (to: number): void => {
      const [first, last] = [pieces[from], pieces[to - 1]];
      if (first && last) chunks.push(...this.stripped({ start: first.start, end: last.end }));
    };
    for (const [index, length] of lengths.entries()) {
      if (total + length > chunkSize && index > from) {
        emit(index);
        while (total > chunkOverlap || (total + length > chunkSize && total > 0)) {
          total -= lengths[from] ?? 0;
          from += 1;
        }
      }
      total += length;
    }
    emit(pieces.length);
    return chunks;
  }

  private lengthOf({ start, end }: Range): number {
    return lengthOf(this.text.slice(start, end));
  }

  /** None when there is nothing but white space. */
  private stripped({ start, end }: Range): Range[] {
    const content = this.text.slice(start, end);
    const kept = strip(content, null, 'start');
    const begin = start + content.length - kept.length;
    const length = strip(kept, null, 'end').length;
    return length === 0 ? [] : [{ start: begin, end: begin + length }];
  }
}

/** Cuts before each separator; the empty one cuts between all characters. */
const cut = (content: string, separator: string, start: number): Range[] => {
  const [first = '', ...rest] = separator === '' ? Array.from(content) : content.split(separator);
  let end = start;
  return [first, ...rest.map((piece) => separator + piece)].flatMap((piece) => {
    const range = { start: end, end: end + piece.length };
    end = range.end;
    return piece === '' ? [] : [range];
  });
};

const inCharacters = (text: string, chunks: readonly Range[]): TextChunk[] => {
  let unit = 0;
  let character = 0;
  return chunks.map(({ start, end }) => {
    character += lengthOf(text.slice(unit, start));
    unit = start;
    return { text: text.slice(start, end), start: character };
  });
};
