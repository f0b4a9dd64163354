// Control characters of a peer's text could move the cursor or forge output on the reader's terminal.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/gu;

/** Makes a text of a peer safe for one line of a terminal: control characters become a space. */
export const oneLine = (text: string): string => text.replace(CONTROL, ' ').trim();

let segmenter: Intl.Segmenter | undefined;
const WIDE =
  /\p{Emoji_Presentation}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uFF01-\uFF60]/u;

/** Columns that a text takes on a terminal. */
export const widthOf = (text: string): number =>
  charactersOf(text).reduce((sum, character) => sum + columnsOf(character), 0);

/** Cuts a text to a number of columns, with an ellipsis at its end where something is missing. */
export const cut = (text: string, width: number): string => {
  if (text.length * 2 <= width || widthOf(text) <= width) return text;
  let left = width - 1;
  const kept: string[] = [];
  for (const character of charactersOf(text)) {
    left -= columnsOf(character);
    if (left < 0) break;
    kept.push(character);
  }
  return width < 1 ? '' : `${kept.join('')}…`;
};

/** Fills a text up with spaces to a number of columns. */
export const padTo = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

const charactersOf = (text: string): string[] => {
  // Made when it is needed: it takes longer to load than a whole `--help`.
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
};

const columnsOf = (character: string): number => (WIDE.test(character) ? 2 : 1);

/** Writes a length of time the way a person would say it: `35 ms`, `4.2 s`, `2 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export const durationText = (ms: number): string => {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
};

/** Says how long ago a time was; a time that can't be read is given back as it is. */
export const agoText = (timestamp: string | null, nowMs: number): string => {
  if (timestamp === null) return '-';
  const ms = Date.parse(timestamp);
  return Number.isNaN(ms) ? oneLine(timestamp) : `${durationText(nowMs - ms)} ago`;
};

/** Lays rows out in columns that are as wide as their widest cell; the last column is cut to the width. */
export const table = (header: readonly string[], rows: readonly (readonly string[])[], width: number): string[] => {
  const clean = [header, ...rows].map((row) => row.map(oneLine));
  const widths = header.map((_, index) => Math.max(...clean.map((row) => widthOf(row[index] ?? ''))));
  return clean.map((row) =>
    cut(
      row
        .map((cell, index) => padTo(cell, widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
      width,
    ),
  );
};
