import { defineNodeType } from '../../../engine/node-type.js';
import { bool, choice, int, list, str } from '../../../engine/property.js';
import { compareText, lengthOf } from '../../python/code-points.js';
import { strip } from '../../python/text.js';

const pair = {
  text_a: str('', { title: 'First Text' }),
  text_b: str('', { title: 'Second Text' }),
  case_sensitive: bool(true, { description: 'Tells capitals from small letters.' }),
  trim_whitespace: bool(false, { description: 'Ignores white space at the ends.' }),
};

interface Pair {
  readonly text_a: string;
  readonly text_b: string;
  readonly case_sensitive: boolean;
  readonly trim_whitespace: boolean;
}

const normalized = ({ text_a: a, text_b: b, case_sensitive: isExact, trim_whitespace: isTrimming }: Pair) =>
  [a, b].map((text) => (isTrimming ? strip(text) : text)).map((text) => (isExact ? text : text.toLowerCase()));

/** `nodetool.text.Compare`: which of two texts comes first. */
export const Compare = defineNodeType({
  type: 'nodetool.text.Compare',
  title: 'Order of Texts',
  description: 'Tells whether the first text sorts before the second (`less`), behind it (`greater`) or is `equal`.',
  tags: ['text', 'order', 'sort'],
  properties: pair,
  outputs: { output: 'str' },
  process: (inputs) => {
    const [a = '', b = ''] = normalized(inputs);
    const order = compareText(a, b);
    return { output: order < 0 ? 'less' : order > 0 ? 'greater' : 'equal' };
  },
});

/** `nodetool.text.Equals`: whether two texts are the same. */
export const Equals = defineNodeType({
  type: 'nodetool.text.Equals',
  title: 'Texts Are Equal',
  description: 'Tells whether two texts are the same, with or without regard to case and outer white space.',
  tags: ['text', 'same', 'condition'],
  properties: pair,
  outputs: { output: 'bool' },
  process: (inputs) => {
    const [a, b] = normalized(inputs);
    return { output: a === b };
  },
});

/** `nodetool.text.StartsWith`: whether a text begins so. */
export const StartsWith = defineNodeType({
  type: 'nodetool.text.StartsWith',
  title: 'Begins With',
  description: 'Tells whether a text begins with another.',
  tags: ['text', 'prefix', 'condition'],
  properties: { text: str(), prefix: str() },
  outputs: { output: 'bool' },
  process: ({ text, prefix }) => ({ output: text.startsWith(prefix) }),
});

/** `nodetool.text.EndsWith`: whether a text ends so. */
export const EndsWith = defineNodeType({
  type: 'nodetool.text.EndsWith',
  title: 'Ends With',
  description: 'Tells whether a text ends with another, for example with a file extension.',
  tags: ['text', 'suffix', 'condition'],
  properties: { text: str(), suffix: str() },
  outputs: { output: 'bool' },
  process: ({ text, suffix }) => ({ output: text.endsWith(suffix) }),
});

/** `nodetool.text.Contains`: whether some, all or none of several texts occur. */
export const Contains = defineNodeType({
  type: 'nodetool.text.Contains',
  title: 'Contains',
  description: 'Tells whether a text contains another, or any, all or none of a list of words.',
  tags: ['text', 'search', 'keyword', 'condition'],
  properties: {
    text: str(),
    substring: str('', { description: 'Text to look for when the list is empty.' }),
    search_values: list<string>('str', [], { description: 'Texts to look for instead.' }),
    case_sensitive: bool(true, { description: 'Tells capitals from small letters.' }),
    match_mode: choice('nodetool.nodes.nodetool.text.Contains.MatchMode', ['any', 'all', 'none'], 'any', {
      description: 'How many of the texts must occur.',
    }),
  },
  outputs: { output: 'bool' },
  process: ({ text, substring, search_values: values, case_sensitive: isExact, match_mode: mode }) => {
    const fold = (value: string): string => (isExact ? value : value.toLowerCase());
    const searched = fold(text);
    const sought = values.length > 0 ? values : [substring];
    const occurs = (value: string): boolean => searched.includes(fold(value));
    return { output: mode === 'all' ? sought.every(occurs) : sought.some(occurs) === (mode === 'any') };
  },
});

/** `nodetool.text.IsEmpty`: whether there is nothing in a text. */
export const IsEmpty = defineNodeType({
  type: 'nodetool.text.IsEmpty',
  title: 'Text Is Empty',
  description: 'Tells whether a text has no characters, or only white space.',
  tags: ['text', 'blank', 'condition'],
  properties: { text: str(), trim_whitespace: bool(true, { description: 'White space alone counts as empty.' }) },
  outputs: { output: 'bool' },
  process: ({ text, trim_whitespace: isTrimming }) => ({ output: (isTrimming ? strip(text) : text) === '' }),
});

/** `nodetool.text.HasLength`: whether a text's length is within bounds; a bound of 0 is none. */
export const HasLength = defineNodeType({
  type: 'nodetool.text.HasLength',
  title: 'Has Length',
  description: 'Tells whether a text has an exact number of characters, or a number between two bounds.',
  tags: ['text', 'limit', 'condition'],
  properties: {
    text: str(),
    min_length: int(0, { description: 'Fewest characters.' }),
    max_length: int(0, { description: 'Most characters; 0 sets no bound.' }),
    exact_length: int(0, {
      description: 'Exact number of characters; when it is not 0, the bounds are not looked at.',
    }),
  },
  outputs: { output: 'bool' },
  process: ({ text, min_length: least, max_length: most, exact_length: exact }) => {
    const length = lengthOf(text);
    if (exact !== 0) return { output: length === exact };
    return { output: length >= least && (most === 0 || length <= most) };
  },
});
