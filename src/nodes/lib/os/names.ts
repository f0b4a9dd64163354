import { defineNodeType } from '../../../engine/node-type.js';
import { bool, list, str } from '../../../engine/property.js';
import { namePattern, namePatternIgnoringCase } from '../../python/fnmatch.js';

const PATTERN = { description: 'Shell pattern: `*` any characters, `?` one, `[abc]` one of a set.' };
const CASE = { description: 'Whether capitals differ from small letters.' };

/** Tells whether a name fits a shell pattern. */
export const FileNameMatch = defineNodeType({
  type: 'lib.os.FileNameMatch',
  title: 'File Name Match',
  description: 'Tells whether a file name fits a pattern such as *.txt.',
  tags: ['file', 'name', 'pattern', 'wildcard'],
  properties: {
    filename: str('', { description: 'The name.' }),
    pattern: str('*', PATTERN),
    case_sensitive: bool(true, CASE),
  },
  outputs: { output: 'bool' },
  process: ({ filename, pattern, case_sensitive }) => ({ output: testOf(pattern, case_sensitive)(filename) }),
});

/** Keeps the names that fit a shell pattern. */
export const FilterFileNames = defineNodeType({
  type: 'lib.os.FilterFileNames',
  title: 'Filter File Names',
  description: 'Keeps the file names of a list that fit a pattern such as *.txt.',
  tags: ['file', 'name', 'pattern', 'filter'],
  properties: {
    filenames: list<string>('str', [], { description: 'The names.' }),
    pattern: str('*', PATTERN),
    case_sensitive: bool(true, CASE),
  },
  outputs: { output: 'list[str]' },
  process: ({ filenames, pattern, case_sensitive }) => ({
    output: filenames.filter(testOf(pattern, case_sensitive)),
  }),
});

const testOf = (pattern: string, isCaseSensitive: boolean): ((name: string) => boolean) =>
  isCaseSensitive ? namePattern(pattern) : namePatternIgnoringCase(pattern);
