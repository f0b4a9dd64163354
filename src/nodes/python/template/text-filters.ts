import { codePointsOf, lengthOf } from '../code-points.js';
import { formatByPercent } from '../format-spec.js';
import { numberOf } from '../equality.js';
import { writeJson } from '../json-text.js';
import { capitalize, replaceText, splitLines, splitWords, strip } from '../text.js';
import type { Filter } from './filter-arguments.js';
import { argument, numberArgument } from './filter-arguments.js';
import { isDictionary, itemsOf, textOf, truthOf } from './values.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
};
const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\xa0',
};

const escape: Filter = (value) => textOf(value).replace(/[&<>'"]/g, (sign) => ENTITIES[sign] ?? sign);

const unescape = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED_ENTITIES[name] ?? whole;
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** Words begin after blanks, hyphens and opening brackets. */
const title: Filter = (value) =>
  textOf(value)
    .split(/([-\s({[<]+)/)
    .map((part) => {
      const [first = '', ...rest] = part;
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('');

const truncate: Filter = (value, args) => {
  const text = textOf(value);
  const length = numberArgument(args, 0, 'length', 255);
  const end = textOf(argument(args, 2, 'end', '...'));
  if (lengthOf(text) <= length + numberArgument(args, 3, 'leeway', 5)) return text;
  const kept = codePointsOf(text)
    .slice(0, Math.max(0, length - lengthOf(end)))
    .join('');
  if (truthOf(argument(args, 1, 'killwords', false))) return kept + end;
  const blank = kept.lastIndexOf(' ');
  return (blank === -1 ? kept : kept.slice(0, blank)) + end;
};

const MAX_INDENT = 1000;

const indent: Filter = (value, args) => {
  const width = argument(args, 0, 'width', 4);
  const margin =
    typeof width === 'string' ? width : ' '.repeat(Math.min(MAX_INDENT, Math.max(0, numberOf(width) ?? 4)));
  const isBlankIndented = truthOf(argument(args, 2, 'blank', false));
  const [first = '', ...rest] = splitLines(`${textOf(value)}\n`);
  const lines = rest.map((line) => (line === '' && !isBlankIndented ? line : margin + line));
  return (truthOf(argument(args, 1, 'first', false)) ? margin : '') + [first, ...lines].join('\n');
};

const center: Filter = (value, args) => {
  const text = textOf(value);
  const width = Math.min(100_000, numberArgument(args, 0, 'width', 80));
  const missing = Math.max(0, width - lengthOf(text));
  // The odd blank goes left when the width is odd too, as in Python.
  const left = Math.floor(missing / 2) + (missing % 2 === 1 && width % 2 === 1 ? 1 : 0);
  return ' '.repeat(left) + text + ' '.repeat(missing - left);
};

const wordwrap: Filter = (value, args) => {
  const width = Math.max(1, numberArgument(args, 0, 'width', 79));
  return splitLines(textOf(value))
    .map((line) => wrapLine(line, width, truthOf(argument(args, 1, 'break_long_words', true))).join('\n'))
    .join('\n');
};

const wrapLine = (line: string, width: number, breaksWords: boolean): string[] => {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const candidate = current === '' ? word : `${current} ${word}`;
    if (lengthOf(candidate) <= width) {
      current = candidate;
      continue;
    }
    if (current !== '') lines.push(current);
    current = word;
    if (!breaksWords) continue;
    while (lengthOf(current) > width) {
      const points = codePointsOf(current);
      lines.push(points.slice(0, width).join(''));
      current = points.slice(width).join('');
    }
  }
  return [...lines, current];
};

const urlencode: Filter = (value) => {
  const quote = (part: unknown, safe: boolean): string => {
    const quoted = encodeURIComponent(textOf(part)).replace(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
    return safe ? quoted.replaceAll('%2F', '/') : quoted.replaceAll('%20', '+');
  };
  if (!isDictionary(value) && !Array.isArray(value)) return quote(value, true);
  const pairs = isDictionary(value) ? Object.entries(value) : value.map((item) => itemsOf(item));
  return pairs.map(([key, item]) => `${quote(key, false)}=${quote(item, false)}`).join('&');
};

const urlize: Filter = (value) =>
  textOf(value)
    .split(/(\s+)/)
    .map((word) => {
      const [, link, rest = ''] = /^((?:https?:\/\/|www\.)\S+?)([.,;:!?)]*)$/.exec(word) ?? [];
      if (link === undefined) return textOf(escape(word, NO_ARGUMENTS));
      const shown = textOf(escape(link, NO_ARGUMENTS));
      const href = link.startsWith('www.') ? `https://${shown}` : shown;
      return `<a href="${href}" rel="noopener">${shown}</a>${rest}`;
    })
    .join('');

const NO_ARGUMENTS = { positional: [], named: {} };

const HTML_SAFE: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', "'": '\\u0027' };

const tojson: Filter = (value, args) => {
  const width = argument(args, 0, 'indent');
  const options = { sortKeys: true, indent: typeof width === 'number' ? width : undefined };
  return writeJson(value, options).replace(/[<>&']/g, (sign) => HTML_SAFE[sign] ?? sign);
};

const filesizeformat: Filter = (value, args) => {
  const isBinary = truthOf(argument(args, 0, 'binary', false));
  const base = isBinary ? 1024 : 1000;
  const bytes = numberOf(value) ?? Number(textOf(value));
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const letters = 'kMGTPEZY';
  const power = Math.min(letters.length, Math.floor(Math.log(bytes) / Math.log(base)));
  const letter = letters.charAt(power - 1);
  return `${(bytes / base ** power).toFixed(1)} ${isBinary ? `${letter.toUpperCase()}i` : letter}B`;
};

/** Filters that make a text of their value. */
export const TEXT_FILTERS: Readonly<Record<string, Filter>> = {
  capitalize: (value) => capitalize(textOf(value)),
  center,
  e: escape,
  escape,
  filesizeformat,
  forceescape: escape,
  format: (value, { positional, named }) => formatByPercent(textOf(value), positional.length > 0 ? positional : named),
  indent,
  lower: (value) => textOf(value).toLowerCase(),
  pprint: (value) => textOf(value),
  replace: (value, args) =>
    replaceText(
      textOf(value),
      textOf(argument(args, 0, 'old', '')),
      textOf(argument(args, 1, 'new', '')),
      numberArgument(args, 2, 'count', -1),
    ),
  safe: (value) => textOf(value),
  string: (value) => textOf(value),
  striptags: (value) => {
    const bare = textOf(value)
      .replace(/<!--[^]*?-->/g, '')
      .replace(/<[^>]*>/g, '');
    return unescape(splitWords(bare).join(' '));
  },
  title,
  tojson,
  trim: (value, args) => {
    const characters = argument(args, 0, 'chars', null);
    return strip(textOf(value), typeof characters === 'string' ? characters : null);
  },
  truncate,
  upper: (value) => textOf(value).toUpperCase(),
  urlencode,
  urlize,
  wordcount: (value) => textOf(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
  wordwrap,
};
