import { defineNodeType } from '../../../engine/node-type.js';
import { bool, str } from '../../../engine/property.js';
import { readJson } from '../../python/json-text.js';
import { elementAt } from '../../python/slice.js';
import { compileJsonPath } from './json-path.js';

/** `nodetool.text.ParseJSON`: JSON text as a value. */
export const ParseJSON = defineNodeType({
  type: 'nodetool.text.ParseJSON',
  title: 'Parse JSON',
  description: 'Reads JSON text and gives the value that it describes.',
  tags: ['text', 'json', 'parse'],
  properties: { text: str('', { description: 'JSON text.' }) },
  outputs: { output: 'any' },
  process: ({ text }) => ({ output: readJson(text) }),
});

/** `nodetool.text.ExtractJSON`: what a path leads to in JSON text. */
export const ExtractJSON = defineNodeType({
  type: 'nodetool.text.ExtractJSON',
  title: 'Extract from JSON',
  description: 'Takes the value, or all values, that a JSONPath such as `$.items[*].name` leads to.',
  tags: ['text', 'json', 'path', 'query'],
  properties: {
    text: str('', { description: 'JSON text.' }),
    json_path: str('$.*', { description: 'Path from the root `$`.' }),
    find_all: bool(false, { description: 'Gives a list of all values; otherwise the first, which must exist.' }),
  },
  outputs: { output: 'any' },
  process: ({ text, json_path: path, find_all: isAll }) => {
    const document = readJson(text);
    const found = compileJsonPath(path)(document);
    return { output: isAll ? found : elementAt(found, 0) };
  },
});
