import { defineNodeType } from '../../../engine/node-type.js';
import { int, str } from '../../../engine/property.js';
import { codePointsOf, lengthOf } from '../../python/code-points.js';
import { rangeOf, sliceText } from '../../python/slice.js';
import { splitText } from '../../python/text.js';

/** `nodetool.text.Slice`: `text[start:stop:step]`. */
export const Slice = defineNodeType({
  type: 'nodetool.text.Slice',
  title: 'Slice Text',
  description: 'Takes every n-th character between two positions. Negative positions count from the end.',
  tags: ['text', 'cut', 'substring', 'reverse'],
  properties: {
    text: str(),
    start: int(0, { description: 'First position.' }),
    stop: int(0, { description: 'Position before which it ends.' }),
    step: int(1, { description: 'Distance between two characters; a negative one goes backwards.' }),
  },
  outputs: { output: 'str' },
  process: ({ text, start, stop, step }) => ({ output: sliceText(text, { start, stop, step }) }),
});

/** `nodetool.text.Extract`: `text[start:end]`. */
export const Extract = defineNodeType({
  type: 'nodetool.text.Extract',
  title: 'Extract Part',
  description: 'Takes the characters from one position up to another. Negative positions count from the end.',
  tags: ['text', 'cut', 'substring'],
  properties: {
    text: str(),
    start: int(0, { description: 'First position.' }),
    end: int(0, { description: 'Position before which it ends.' }),
  },
  outputs: { output: 'str' },
  process: ({ text, start, end }) => ({ output: sliceText(text, { start, stop: end }) }),
});

/** `nodetool.text.TruncateText`: at most so many characters. */
export const TruncateText = defineNodeType({
  type: 'nodetool.text.TruncateText',
  title: 'Truncate',
  description:
    'Cuts a text that is too long, and can end it with a mark such as "…" that counts as part of the length.',
  tags: ['text', 'cut', 'limit', 'preview'],
  properties: {
    text: str(),
    max_length: int(100, { min: 0, description: 'Most characters of the result.' }),
    ellipsis: str('', { description: 'Mark at the end of a text that was cut.' }),
  },
  outputs: { output: 'str' },
  process: ({ text, max_length: maxLength, ellipsis }) => {
    if (maxLength <= 0) return { output: ellipsis };
    if (lengthOf(text) <= maxLength) return { output: text };
    const hasMark = lengthOf(ellipsis) < maxLength;
    const kept = hasMark ? maxLength - lengthOf(ellipsis) : maxLength;
    return { output: codePointsOf(text).slice(0, kept).join('') + (hasMark ? ellipsis : '') };
  },
});

/** `nodetool.text.Split`: the parts between a delimiter. */
export const Split = defineNodeType({
  type: 'nodetool.text.Split',
  title: 'Split at Delimiter',
  description: 'Cuts a text at every occurrence of a delimiter into a list of parts.',
  tags: ['text', 'cut', 'list', 'delimiter'],
  properties: { text: str(), delimiter: str(',', { description: 'Text to cut at.' }) },
  outputs: { output: 'list[str]' },
  process: ({ text, delimiter }) => ({ output: splitText(text, delimiter) }),
});

/** `nodetool.text.Chunk`: overlapping windows of words. */
export const Chunk = defineNodeType({
  type: 'nodetool.text.Chunk',
  title: 'Split into Chunks',
  description:
    'Cuts a text into pieces of a number of words, which may overlap, for models that take a limited length.',
  tags: ['text', 'cut', 'window', 'model'],
  properties: {
    text: str(),
    length: int(100, { min: 1, max: 1000, description: 'Words of a piece.' }),
    overlap: int(0, { description: 'Words that a piece shares with the one before it.' }),
    separator: str(' ', { description: 'Text between two words.' }),
  },
  outputs: { output: 'list[str]' },
  process: ({ text, length, overlap, separator }) => {
    const words = splitText(text, separator);
    const starts = [...rangeOf(0, words.length, length - overlap)];
    return { output: starts.map((start) => words.slice(start, start + length).join(separator)) };
  },
});
