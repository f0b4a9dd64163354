import { defineNodeType } from '../../../engine/node-type.js';
import { any, bool, choice, int, list, str } from '../../../engine/property.js';
import { lengthOf } from '../../python/code-points.js';
import { ValueError } from '../../python/errors.js';
import { formatValue, reprValue } from '../../python/format-value.js';

/** `nodetool.text.ToString`: a readable text of any value. */
export const ToString = defineNodeType({
  type: 'nodetool.text.ToString',
  title: 'Value to Text',
  description: 'Writes any value as text. The mode `repr` also puts texts in quotes, so that their type stays visible.',
  tags: ['text', 'convert', 'debug'],
  properties: {
    value: any([], { description: 'Value to write.' }),
    mode: choice('nodetool.nodes.nodetool.text.ToString.Mode', ['str', 'repr'], 'str', {
      description: '`str` for reading, `repr` to tell a number from a text that looks like one.',
    }),
  },
  outputs: { output: 'str' },
  process: ({ value, mode }) => ({ output: mode === 'repr' ? reprValue(value) : formatValue(value) }),
});

/** `nodetool.text.Concat`: two texts, one after the other. */
export const Concat = defineNodeType({
  type: 'nodetool.text.Concat',
  title: 'Concatenate',
  description: 'Puts the second text right behind the first.',
  tags: ['text', 'combine', 'append'],
  properties: { a: str(), b: str() },
  outputs: { output: 'str' },
  process: ({ a, b }) => ({ output: a + b }),
});

/** `nodetool.text.Join`: the items of a list as one text. */
export const Join = defineNodeType({
  type: 'nodetool.text.Join',
  title: 'Join List',
  description: 'Writes the items of a list one after another, with a separator between them.',
  tags: ['text', 'combine', 'list', 'separator'],
  properties: {
    strings: list('any', [], { description: 'Items to join; anything that is no text is written as one.' }),
    separator: str('', { description: 'Text between two items.' }),
  },
  outputs: { output: 'str' },
  process: ({ strings, separator }) => ({ output: strings.map(formatValue).join(separator) }),
});

/** `nodetool.text.Collect`: all texts of a stream as one. */
export const Collect = defineNodeType({
  type: 'nodetool.text.Collect',
  title: 'Collect Text',
  description: 'Waits for the end of a stream of texts and joins all of them.',
  tags: ['text', 'stream', 'combine'],
  properties: {
    input_item: str('', { description: 'Stream of texts.' }),
    separator: str('', { description: 'Text between two items.' }),
  },
  outputs: { output: 'str' },
  reduce: {
    handle: 'input_item',
    start: (): string[] => [],
    add: (items, item) => {
      items.push(formatValue(item));
      return items;
    },
    finish: (items, { separator }) => ({ output: items.join(separator) }),
  },
});

/** `nodetool.text.SurroundWith`: a text between a prefix and a suffix. */
export const SurroundWith = defineNodeType({
  type: 'nodetool.text.SurroundWith',
  title: 'Surround',
  description: 'Puts one text before and another behind, for example quotes or brackets.',
  tags: ['text', 'wrap', 'quote'],
  properties: {
    text: str(),
    prefix: str('', { description: 'Text to put before.' }),
    suffix: str('', { description: 'Text to put behind.' }),
    skip_if_wrapped: bool(true, { description: 'Leaves a text alone that already has both.' }),
  },
  outputs: { output: 'str' },
  process: ({ text, prefix, suffix, skip_if_wrapped: isSkipping }) => {
    const isWrapped = text.startsWith(prefix) && text.endsWith(suffix);
    return { output: isSkipping && isWrapped ? text : prefix + text + suffix };
  },
});

/** `nodetool.text.PadText`: a text filled up to a length. */
export const PadText = defineNodeType({
  type: 'nodetool.text.PadText',
  title: 'Pad',
  description: 'Fills a text up to a length with a character, on either side or on both.',
  tags: ['text', 'align', 'width'],
  properties: {
    text: str(),
    length: int(0, { min: 0, description: 'Length to reach; a longer text is left alone.' }),
    pad_character: str(' ', { description: 'The one character to fill with.' }),
    direction: choice('nodetool.nodes.nodetool.text.PadText.PadDirection', ['left', 'right', 'both'], 'right', {
      description: 'Side that is filled; with `both` the right one gets the odd character.',
    }),
  },
  outputs: { output: 'str' },
  process: ({ text, length, pad_character: filler, direction }) => {
    if (lengthOf(filler) !== 1) throw new ValueError('pad_character must be a single character');
    const missing = Math.max(0, length - lengthOf(text));
    const left = { left: missing, right: 0, both: Math.floor(missing / 2) }[direction];
    return { output: filler.repeat(left) + text + filler.repeat(missing - left) };
  },
});
