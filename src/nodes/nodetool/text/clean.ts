import { defineNodeType } from '../../../engine/node-type.js';
import { bool, str } from '../../../engine/property.js';
import { codePointsOf } from '../../python/code-points.js';
import { compilePattern } from '../../python/regex.js';
import { replaceText, strip } from '../../python/text.js';

/** `nodetool.text.Replace`: one text in place of another. */
export const Replace = defineNodeType({
  type: 'nodetool.text.Replace',
  title: 'Find and Replace',
  description: 'Replaces every occurrence of one text by another.',
  tags: ['text', 'substitute', 'edit'],
  properties: {
    text: str(),
    old: str('', { description: 'Text to find.' }),
    new: str('', { description: 'Text to put in its place.' }),
  },
  outputs: { output: 'str' },
  process: (inputs) => ({ output: replaceText(inputs.text, inputs.old, inputs.new) }),
});

/** `nodetool.text.TrimWhitespace`: no white space at the ends. */
export const TrimWhitespace = defineNodeType({
  type: 'nodetool.text.TrimWhitespace',
  title: 'Trim',
  description: 'Takes blanks, tabs and line ends off the start, the end, or both.',
  tags: ['text', 'clean', 'blanks'],
  properties: { text: str(), trim_start: bool(true), trim_end: bool(true) },
  outputs: { output: 'str' },
  process: ({ text, trim_start: isStart, trim_end: isEnd }) => {
    if (!isStart && !isEnd) return { output: text };
    return { output: strip(text, null, isStart && isEnd ? 'both' : isStart ? 'start' : 'end') };
  },
});

/** `nodetool.text.CollapseWhitespace`: runs of white space as one separator. */
export const CollapseWhitespace = defineNodeType({
  type: 'nodetool.text.CollapseWhitespace',
  title: 'Collapse White Space',
  description: 'Replaces every run of blanks, tabs and line ends by a single separator.',
  tags: ['text', 'clean', 'blanks', 'lines'],
  properties: {
    text: str(),
    preserve_newlines: bool(false, { description: 'Leaves line ends as they are.' }),
    replacement: str(' ', { description: 'Text for a run, written as for a regular expression: `\\n` is a line end.' }),
    trim_edges: bool(true, { description: 'Takes white space off both ends first.' }),
  },
  outputs: { output: 'str' },
  process: ({ text, preserve_newlines: keepsLines, replacement, trim_edges: isTrimming }) => {
    const runs = compilePattern(keepsLines ? '[^\\S\\r\\n]+' : '\\s+');
    return { output: runs.replace(isTrimming ? strip(text) : text, replacement) };
  },
});

/** `nodetool.text.RemovePunctuation`: certain characters taken out or replaced. */
export const RemovePunctuation = defineNodeType({
  type: 'nodetool.text.RemovePunctuation',
  title: 'Remove Punctuation',
  description: 'Takes punctuation marks, or any characters you list, out of a text or replaces each of them.',
  tags: ['text', 'clean', 'characters'],
  properties: {
    text: str(),
    replacement: str('', { description: 'Text to put in place of each.' }),
    punctuation: str('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', { description: 'Characters to take out.' }),
  },
  outputs: { output: 'str' },
  process: ({ text, replacement, punctuation }) => {
    const removed = new Set(codePointsOf(punctuation));
    return {
      output: codePointsOf(text)
        .map((point) => (removed.has(point) ? replacement : point))
        .join(''),
    };
  },
});

/** `nodetool.text.StripAccents`: letters without their accents. */
export const StripAccents = defineNodeType({
  type: 'nodetool.text.StripAccents',
  title: 'Strip Accents',
  description: 'Takes accents off letters, and can drop everything that plain ASCII does not have.',
  tags: ['text', 'clean', 'diacritics', 'ascii'],
  properties: {
    text: str(),
    preserve_non_ascii: bool(true, { description: 'Keeps other characters outside ASCII, such as Greek or Chinese.' }),
  },
  outputs: { output: 'str' },
  process: ({ text, preserve_non_ascii: keepsOthers }) => {
    const bare = text.normalize('NFKD').replace(/\p{M}/gu, (mark) => (isCombining(mark) ? '' : mark));
    return { output: keepsOthers ? bare : toAscii(bare) };
  },
});

/** `nodetool.text.Slugify`: a text fit for addresses and file names. */
export const Slugify = defineNodeType({
  type: 'nodetool.text.Slugify',
  title: 'Slug',
  description: 'Makes a short name for addresses or files: letters, digits and separators only.',
  tags: ['text', 'clean', 'address', 'file name'],
  properties: {
    text: str(),
    separator: str('-', { description: 'Text between two words.' }),
    lowercase: bool(true),
    allow_unicode: bool(false, { description: 'Keeps letters outside ASCII.' }),
  },
  outputs: { output: 'str' },
  process: ({ text, separator, lowercase: isLower, allow_unicode: keepsOthers }) => {
    const plain = text.normalize('NFKD');
    const words = compilePattern('[^\\w\\s-]').replace(keepsOthers ? plain : toAscii(plain), '');
    const slug = strip(compilePattern('[\\s_-]+').replace(words, separator), separator);
    return { output: isLower ? slug.toLowerCase() : slug };
  },
});

const toAscii = (text: string): string => text.replace(/[^\0-\x7f]/gu, '');

/** U+0334 has the lowest combining class, U+0345 the highest: a mark that has a class changes place with one of them. */
const LOWEST = '\u0334';
const HIGHEST = '\u0345';

const isCombining = (mark: string): boolean =>
  (mark + LOWEST).normalize('NFD') !== mark + LOWEST ||
  (HIGHEST + mark).normalize('NFD') !== HIGHEST + mark ||
  mark === LOWEST ||
  mark === HIGHEST;
