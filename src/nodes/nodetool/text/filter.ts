import { defineNodeType } from '../../../engine/node-type.js';
import { bool, choice, str } from '../../../engine/property.js';
import { lengthOf } from '../../python/code-points.js';
import { parseInteger } from '../../python/number.js';
import { compileIfValid } from '../../python/regex.js';

const value = str('', { isUnchecked: true, description: 'Stream of texts; anything else is left out.' });

/** `nodetool.text.FilterString`: lets the texts of a stream pass that meet a condition. */
export const FilterString = defineNodeType({
  type: 'nodetool.text.FilterString',
  title: 'Filter Texts',
  description: 'Lets only those texts of a stream pass that contain, begin with or end with another, or have a length.',
  tags: ['text', 'stream', 'condition'],
  properties: {
    value,
    filter_type: choice(
      'nodetool.nodes.nodetool.text.FilterString.FilterType',
      ['contains', 'starts_with', 'ends_with', 'length_greater', 'length_less', 'exact_length'],
      'contains',
    ),
    criteria: str('', { description: 'Text to look for, or a number of characters.' }),
  },
  outputs: { output: 'str' },
  isStreamingOutput: true,
  streamedInput: 'value',
  process: ({ value: item, filter_type: filter, criteria }) => {
    const text: unknown = item;
    return typeof text === 'string' && TESTS[filter](text, criteria) ? { output: text } : null;
  },
});

const byLength =
  (passes: (length: number, bound: number) => boolean) =>
  (text: string, criteria: string): boolean => {
    const bound = parseInteger(criteria);
    return bound !== undefined && passes(lengthOf(text), bound);
  };

const TESTS = {
  contains: (text: string, criteria: string) => text.includes(criteria),
  starts_with: (text: string, criteria: string) => text.startsWith(criteria),
  ends_with: (text: string, criteria: string) => text.endsWith(criteria),
  length_greater: byLength((length, bound) => length > bound),
  length_less: byLength((length, bound) => length < bound),
  exact_length: byLength((length, bound) => length === bound),
} as const;

/** `nodetool.text.FilterRegexString`: lets the texts of a stream pass that match a pattern. */
export const FilterRegexString = defineNodeType({
  type: 'nodetool.text.FilterRegexString',
  title: 'Filter Texts by Pattern',
  description:
    'Lets only those texts of a stream pass that match a regular expression. An invalid one lets nothing pass.',
  tags: ['text', 'stream', 'regex', 'condition'],
  properties: {
    value,
    pattern: str('', { description: 'Regular expression in the syntax of Python.' }),
    full_match: bool(false, { description: 'Asks the whole text to match, not just a part of it.' }),
  },
  outputs: { output: 'str' },
  isStreamingOutput: true,
  streamedInput: 'value',
  process: ({ value: item, pattern, full_match: isWhole }) => {
    const text: unknown = item;
    const compiled = compileIfValid(pattern);
    if (typeof text !== 'string' || !compiled) return null;
    return (isWhole ? compiled.fullMatch(text) : compiled.search(text)) ? { output: text } : null;
  },
});
