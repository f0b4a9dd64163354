import { defineNodeType } from '../../../engine/node-type.js';
import { bool, int, str } from '../../../engine/property.js';
import { compilePattern } from '../../python/regex.js';

const PATTERN = { description: 'Regular expression in the syntax of Python.' };

const flagged = {
  text: str(),
  regex: str('', PATTERN),
  dotall: bool(false, { description: 'Lets `.` match line ends too.' }),
  ignorecase: bool(false, { description: 'Takes capitals and small letters as the same.' }),
  multiline: bool(false, { description: 'Lets `^` and `$` match at every line.' }),
};

interface Flagged {
  readonly regex: string;
  readonly dotall: boolean;
  readonly ignorecase: boolean;
  readonly multiline: boolean;
}

const compileFlagged = ({ regex, dotall: dotAll, ignorecase: ignoreCase, multiline }: Flagged) =>
  compilePattern(regex, { dotAll, ignoreCase, multiline });

/** `nodetool.text.ExtractRegex`: the groups of the first match. */
export const ExtractRegex = defineNodeType({
  type: 'nodetool.text.ExtractRegex',
  title: 'Extract Groups',
  description: 'Finds the first match of a regular expression and gives what its groups caught.',
  tags: ['text', 'regex', 'parse'],
  properties: flagged,
  outputs: { output: 'list[str]' },
  process: (inputs) => ({ output: compileFlagged(inputs).search(inputs.text)?.groups.slice(1) ?? [] }),
});

/** `nodetool.text.FindAllRegex`: every match, or what its groups caught. */
export const FindAllRegex = defineNodeType({
  type: 'nodetool.text.FindAllRegex',
  title: 'Find All',
  description: 'Lists every match of a regular expression; with groups in it, what they caught.',
  tags: ['text', 'regex', 'search'],
  properties: flagged,
  outputs: { output: 'list[str]' },
  process: (inputs) => ({ output: compileFlagged(inputs).findAll(inputs.text) }),
});

/** `nodetool.text.RegexMatch`: one group of every match. */
export const RegexMatch = defineNodeType({
  type: 'nodetool.text.RegexMatch',
  title: 'Match Pattern',
  description: 'Lists one group of every match of a regular expression.',
  tags: ['text', 'regex', 'search', 'group'],
  properties: {
    text: str(),
    pattern: str('', PATTERN),
    group: int(0, { description: 'Number of the group; 0 is the whole match.' }),
  },
  outputs: { output: 'list[str]' },
  process: ({ text, pattern, group }) => {
    const compiled = compilePattern(pattern);
    return { output: Array.from(compiled.matches(text), (match) => compiled.group(match, group)) };
  },
});

/** `nodetool.text.RegexReplace`: other text in place of matches. */
export const RegexReplace = defineNodeType({
  type: 'nodetool.text.RegexReplace',
  title: 'Replace Pattern',
  description:
    'Replaces the matches of a regular expression; the new text may refer to groups as `\\1` or `\\g<name>`.',
  tags: ['text', 'regex', 'substitute'],
  properties: {
    text: str(),
    pattern: str('', PATTERN),
    replacement: str('', { description: 'Text to put in place of a match.' }),
    count: int(0, { description: 'Most replacements; 0 replaces all.' }),
  },
  outputs: { output: 'str' },
  process: ({ text, pattern, replacement, count }) => ({
    output: compilePattern(pattern).replace(text, replacement, count),
  }),
});

/** `nodetool.text.RegexSplit`: the parts between matches. */
export const RegexSplit = defineNodeType({
  type: 'nodetool.text.RegexSplit',
  title: 'Split at Pattern',
  description: 'Cuts a text at every match of a regular expression; what its groups catch stays in the list.',
  tags: ['text', 'regex', 'cut', 'list'],
  properties: {
    text: str(),
    pattern: str('', PATTERN),
    maxsplit: int(0, { description: 'Most cuts; 0 cuts everywhere.' }),
  },
  outputs: { output: 'list[str]' },
  process: ({ text, pattern, maxsplit }) => ({ output: compilePattern(pattern).split(text, maxsplit) }),
});

/** `nodetool.text.RegexValidate`: whether a text begins with a match. */
export const RegexValidate = defineNodeType({
  type: 'nodetool.text.RegexValidate',
  title: 'Check Pattern',
  description:
    'Tells whether a text begins with a match of a regular expression. End it with `$` to check the whole text.',
  tags: ['text', 'regex', 'condition'],
  properties: { text: str(), pattern: str('', PATTERN) },
  outputs: { output: 'bool' },
  process: ({ text, pattern }) => ({ output: compilePattern(pattern).match(text) !== null }),
});
