import { isRecord } from '../../common/json.js';
import { codePointsOf } from './code-points.js';
import { sortValues } from './equality.js';
import { Float, formatFloat, formatNumber } from './number.js';

/** Column at which long texts are folded. */
const WIDTH = 80;

/** Writes a value as `yaml.dump` does: keys sorted, block style, texts quoted where needed, ASCII only. */
export const writeYaml = (value: unknown): string => {
  const lines = blockLines(value, 0);
  return `${lines.join('\n')}\n${isPlainDocument(value) ? '...\n' : ''}`;
};

/** A document that is one plain scalar is ended by a mark. */
const isPlainDocument = (value: unknown): boolean =>
  !isContainer(value) && (typeof value !== 'string' || isPlain(value));

const isContainer = (value: unknown): value is readonly unknown[] | Record<string, unknown> =>
  Array.isArray(value) || (isRecord(value) && !(value instanceof Float));

const isFilled = (value: unknown): boolean =>
  isContainer(value) && (Array.isArray(value) ? value.length : Object.keys(value).length) > 0;

/** Lines of a value; all but the first carry their own indentation. */
const blockLines = (value: unknown, indent: number): string[] => {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item) => itemLines(item, indent));
  if (isRecord(value) && isFilled(value)) {
    return sortValues(Object.keys(value)).flatMap((key) => entryLines(key, value[key], indent));
  }
  return scalarLines(value, indent, indent);
};

const pad = (indent: number): string => ' '.repeat(indent);

const itemLines = (item: unknown, indent: number): string[] => {
  if (!isFilled(item)) return prefixed(`${pad(indent)}- `, scalarLines(item, indent + 2, indent + 2));
  const lines = blockLines(item, indent + 2);
  // The first line takes the place that the dash indents.
  return [`${pad(indent)}- ${(lines[0] ?? '').slice(indent + 2)}`, ...lines.slice(1)];
};

const entryLines = (key: string, value: unknown, indent: number): string[] => {
  if (!isSimpleKey(key)) return complexEntry(key, value, indent);
  const head = `${pad(indent)}${scalarText(key)}:`;
  if (!isFilled(value)) return prefixed(`${head} `, scalarLines(value, head.length + 1, indent + 2));
  // Lists aren't indented below their key, dictionaries are.
  return [head, ...blockLines(value, Array.isArray(value) ? indent : indent + 2)];
};

/** A key on one line: anything else is announced by a question mark. */
const isSimpleKey = (key: string): boolean =>
  key !== '' && codePointsOf(key).length < MAX_SIMPLE_KEY && !/[\n\x85\u2028\u2029]/.test(key);

/** 128 characters less the five of the tag that is counted but not written. */
const MAX_SIMPLE_KEY = 123;

const complexEntry = (key: string, value: unknown, indent: number): string[] => {
  const keyLines = prefixed(`${pad(indent)}? `, scalarLines(key, indent + 2, indent + 2));
  if (!isFilled(value))
    return [...keyLines, ...prefixed(`${pad(indent)}: `, scalarLines(value, indent + 2, indent + 2))];
  const [first = '', ...rest] = blockLines(value, indent + 2);
  return [...keyLines, `${pad(indent)}: ${first.slice(indent + 2)}`, ...rest];
};

const prefixed = (prefix: string, [first = '', ...rest]: readonly string[]): string[] => [prefix + first, ...rest];

/** Lines of a scalar that begins at `column`; further ones are indented by `indent`. */
const scalarLines = (value: unknown, column: number, indent: number): string[] => {
  if (typeof value !== 'string') return [scalarText(value)];
  if (isPlain(value)) return foldWords(value, column, indent);
  if (isQuotable(value)) return foldQuoted(value, column, indent);
  return foldEscaped(value, column, indent);
};

const scalarText = (value: unknown): string => {
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'number') return yamlNumber(formatNumber(value));
  if (value instanceof Float) return yamlNumber(formatFloat(value.value));
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') {
    if (isPlain(value)) return value;
    return isQuotable(value)
      ? `'${value.replaceAll("'", "''")}'`
      : `"${codePointsOf(value).map(escapePoint).join('')}"`;
  }
  return isRecord(value) ? '{}' : 'null';
};

const yamlNumber = (text: string): string => {
  if (text === 'nan') return '.nan';
  if (text.endsWith('inf')) return text.replace('inf', '.inf');
  return text.includes('.') || !text.includes('e') ? text : text.replace('e', '.0e');
};

/** Texts that a reader would take for a number, a truth value, nothing, a date or a merge key. */
const RESOLVED = [
  /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  /^(?:[-+]?(?:\d[\d_]*)\.[\d_]*(?:[eE][-+]\d+)?|\.[\d][\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][\d_]*)|[-+]?0x[\da-fA-F_]+|[-+]?[1-9][\d_]*(?::[0-5]?\d)+)$/,
  /^(?:<<|=|~|null|Null|NULL|)$/,
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/,
];

const isPlain = (text: string): boolean =>
  !RESOLVED.some((pattern) => pattern.test(text)) &&
  /^[\x20-\x7e]+$/.test(text) &&
  !/^[ ]|[ ]$/.test(text) &&
  !/^(?:---|\.\.\.)/.test(text) &&
  !/^[#,[\]{}&*!|>'"%@`]/.test(text) &&
  !/^[-?:](?:[ ]|$)/.test(text) &&
  !/:(?:[ ]|$)| #/.test(text);

/** Single quotes hold printable ASCII and line breaks, as long as no blank stands beside a break. */
const isQuotable = (text: string): boolean => /^[\x20-\x7e\n]*$/.test(text) && !/ \n|\n /.test(text);

/** Breaks a text at single blanks once a line passes the width; further lines are indented. */
const foldWords = (text: string, column: number, indent: number): string[] => {
  const lines: string[] = [];
  let line = '';
  let start = column;
  for (const [run] of text.matchAll(/ +|[^ ]+/g)) {
    const isBreak = run === ' ' && start + line.length > WIDTH;
    if (isBreak) {
      lines.push((lines.length > 0 ? pad(indent) : '') + line);
      line = '';
      start = indent;
    } else {
      line += run;
    }
  }
  return [...lines, (lines.length > 0 ? pad(indent) : '') + line];
};

/** A line break is written as an empty line, since a single one reads as a blank. */
const foldQuoted = (text: string, column: number, indent: number): string[] => {
  const lines = [''];
  let start = column + 1;
  const runs = Array.from(text.matchAll(/ +|\n+|[^ \n]+/g));
  runs.forEach(([run], index) => {
    const line = lines.at(-1) ?? '';
    const isInside = index > 0 && index < runs.length - 1;
    if (run.startsWith('\n')) {
      lines.push(...Array.from({ length: run.length }, () => ''), pad(indent));
      start = 0;
    } else if (run === ' ' && isInside && start + line.length > WIDTH) {
      lines.push(pad(indent));
      start = 0;
    } else {
      lines[lines.length - 1] = line + run.replaceAll("'", "''");
    }
  });
  return [`'${lines[0] ?? ''}`, ...lines.slice(1)].map((line, index) =>
    index === lines.length - 1 ? `${line}'` : line,
  );
};

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

const escapePoint = (point: string): string => {
  const known = ESCAPES[point];
  if (known) return known;
  const code = point.codePointAt(0) ?? 0;
  if (code >= 0x20 && code <= 0x7e) return point;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
};

/** Folds at blanks and behind escapes; a backslash at the end of a line joins it with the next. */
const foldEscaped = (text: string, column: number, indent: number): string[] => {
  const points = codePointsOf(text);
  const lines: string[] = [];
  let line = '"';
  let offset = column;
  const fold = (next: string | undefined): void => {
    lines.push(`${line}\\`);
    line = pad(indent) + (next === ' ' ? '\\' : '');
    offset = 0;
  };
  points.forEach((point, index) => {
    const isInside = index > 0 && index < points.length - 1;
    if (isEscaped(point)) {
      line += escapePoint(point);
      if (isInside && offset + line.length > WIDTH + 1) fold(points[index + 1]);
      return;
    }
    const mayFold = isInside && (point === ' ' || isEscaped(points[index - 1] ?? ''));
    if (mayFold && offset + line.length > WIDTH) fold(point);
    line += point;
  });
  return [...lines, `${line}"`];
};

const isEscaped = (point: string): boolean => escapePoint(point) !== point;
