import { strip } from '../../python/text.js';

/** A line of a section, and where it begins in the whole text. */
interface PlacedLine {
  readonly text: string;
  readonly start: number;
}

/** Lines that stand under the same headings. */
export interface MarkdownSection {
  readonly lines: readonly PlacedLine[];
}

export interface SectionOptions {
  /** Marks of the headings that begin a section, for example `##`. */
  readonly marks: readonly string[];
  /** Leaves the headings themselves out. */
  readonly stripsHeaders: boolean;
  /** Gives every paragraph by itself. */
  readonly byParagraph: boolean;
}

interface Paragraph {
  readonly lines: PlacedLine[];
  readonly headings: readonly string[];
}

/** Cuts Markdown into what stands under each heading; lines inside of code are never headings, and keep their indentation. */
export const markdownSections = (text: string, options: SectionOptions): MarkdownSection[] => {
  const paragraphs = paragraphsOf(text, options);
  if (options.byParagraph) return paragraphs;
  const sections: Paragraph[] = [];
  for (const paragraph of paragraphs) {
    const last = sections.at(-1);
    if (last && isSame(last.headings, paragraph.headings)) last.lines.push(...paragraph.lines);
    else sections.push({ lines: [...paragraph.lines], headings: paragraph.headings });
  }
  return sections;
};

const paragraphsOf = (text: string, { marks, stripsHeaders }: SectionOptions): Paragraph[] => {
  const paragraphs: Paragraph[] = [];
  const longestFirst = marks.toSorted((a, b) => b.length - a.length);
  let headings: readonly string[] = [];
  let current: PlacedLine[] = [];
  let fence: string | null = null;
  let start = 0;
  const flush = (): void => {
    if (current.length > 0) paragraphs.push({ lines: current, headings });
    current = [];
  };
  for (const raw of text.split('\n')) {
    const line = strip(raw);
    const placed = { text: line, start };
    start += raw.length + 1;
    const mark = fenceOf(line);
    if (fence !== null || mark !== null) {
      if (fence === null) fence = mark;
      else if (line.startsWith(fence)) fence = null;
      current.push({ ...placed, text: strip(raw, null, 'end') });
      continue;
    }
    const level = longestFirst.find((sign) => line === sign || line.startsWith(`${sign} `));
    if (level !== undefined) {
      flush();
      headings = [...headings.filter((heading) => depthOf(heading) < level.length), line];
      if (!stripsHeaders) current.push(placed);
    } else if (line !== '') current.push(placed);
    else flush();
  }
  flush();
  return paragraphs;
};

const depthOf = (heading: string): number => heading.split(' ', 1)[0]?.length ?? 0;

/** The mark that opens a block of code; null for any other line, also for code within one line. */
const fenceOf = (line: string): string | null => {
  if (line.startsWith('~~~')) return '~~~';
  return line.startsWith('```') && !line.slice(3).includes('```') ? '```' : null;
};

const isSame = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((heading, index) => heading === right[index]);

/** Joins the lines of a section, with a way from a place in the joined text to the place in the whole. */
export const joinSection = ({
  lines,
}: MarkdownSection): { readonly text: string; readonly placeOf: (at: number) => number } => {
  let length = 0;
  const starts = lines.map((line) => {
    const own = length;
    length += line.text.length + 1;
    return own;
  });
  return {
    text: lines.map((line) => line.text).join('\n'),
    placeOf: (at) => {
      const index = Math.max(
        0,
        starts.findLastIndex((own) => own <= at),
      );
      return (lines[index]?.start ?? 0) + at - (starts[index] ?? 0);
    },
  };
};
