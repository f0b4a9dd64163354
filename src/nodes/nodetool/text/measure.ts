import { defineNodeType } from '../../../engine/node-type.js';
import { bool, choice, int, str } from '../../../engine/property.js';
import { lengthOf } from '../../python/code-points.js';
import { findText, splitLines, splitWords, strip } from '../../python/text.js';

/** `nodetool.text.Length`: how many characters, words or lines. */
export const Length = defineNodeType({
  type: 'nodetool.text.Length',
  title: 'Text Length',
  description: 'Counts the characters, words or lines of a text.',
  tags: ['text', 'count', 'words', 'lines'],
  properties: {
    text: str(),
    measure: choice('nodetool.nodes.nodetool.text.Length.Measure', ['characters', 'words', 'lines'], 'characters'),
    trim_whitespace: bool(false, { description: 'Leaves out outer white space and empty lines.' }),
  },
  outputs: { output: 'int' },
  process: ({ text, measure, trim_whitespace: isTrimming }) => {
    const counted = isTrimming ? strip(text) : text;
    if (measure === 'words') return { output: splitWords(counted).length };
    if (measure === 'characters') return { output: lengthOf(counted) };
    return { output: splitLines(counted).filter((line) => line !== '' || !isTrimming).length };
  },
});

/** `nodetool.text.IndexOf`: where a text occurs; an `end_index` of 0 is the end of the text. */
export const IndexOf = defineNodeType({
  type: 'nodetool.text.IndexOf',
  title: 'Position Of',
  description: 'Finds the position of a text in another, or -1 when it does not occur.',
  tags: ['text', 'search', 'position'],
  properties: {
    text: str(),
    substring: str('', { description: 'Text to look for.' }),
    case_sensitive: bool(true, { description: 'Tells capitals from small letters.' }),
    start_index: int(0, { min: 0, description: 'Position from which to search.' }),
    end_index: int(0, { description: 'Position before which the search ends; 0 searches to the end.' }),
    search_from_end: bool(false, { description: 'Finds the last occurrence.' }),
  },
  outputs: { output: 'int' },
  process: ({
    text,
    substring,
    case_sensitive: isExact,
    start_index: start,
    end_index: end,
    search_from_end: isLast,
  }) => {
    const searched = isExact ? text : text.toLowerCase();
    const sought = isExact ? substring : substring.toLowerCase();
    const stop = end === 0 ? lengthOf(searched) : Math.max(start, end);
    return { output: findText(searched, sought, start, stop, isLast) };
  },
});

/** The vocabularies are large: each is loaded when it's first asked for. */
const ENCODINGS = {
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
  p50k_base: () => import('gpt-tokenizer/encoding/p50k_base'),
  r50k_base: () => import('gpt-tokenizer/encoding/r50k_base'),
} as const;

/** `nodetool.text.CountTokens`: length in tokens of a language model. */
export const CountTokens = defineNodeType({
  type: 'nodetool.text.CountTokens',
  title: 'Count Tokens',
  description: 'Counts the tokens that a language model would read, to keep prompts within limits and budgets.',
  tags: ['text', 'count', 'model', 'prompt'],
  properties: {
    text: str(),
    encoding: choice(
      'nodetool.nodes.nodetool.text.CountTokens.TiktokenEncoding',
      ['cl100k_base', 'p50k_base', 'r50k_base'],
      'cl100k_base',
      { description: 'Vocabulary: `cl100k_base` for GPT-4 and GPT-3.5, the others for older models.' },
    ),
  },
  outputs: { output: 'int' },
  process: async ({ text, encoding }) => {
    const { countTokens } = await ENCODINGS[encoding]();
    // Marks such as <|endoftext|> count as the plain text that they are here.
    return { output: countTokens(text, { disallowedSpecial: new Set() }) };
  },
});
