import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { dict, str } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { readJson, writeJson } from '../../python/json-text.js';
import { writeYaml } from '../../python/yaml-text.js';

const properties = { dictionary: dict('str,any', {}, { description: 'Dictionary to write.' }) };

/** `nodetool.dictionary.ParseJSON`: JSON text as a dictionary. */
export const ParseJSON = defineNodeType({
  type: 'nodetool.dictionary.ParseJSON',
  title: 'JSON to Dictionary',
  description: 'Reads JSON text that holds an object; any other JSON is an error.',
  tags: ['dictionary', 'json', 'parse'],
  properties: { json_string: str('', { description: 'JSON text.' }) },
  outputs: { output: 'dict[str,any]' },
  process: (inputs) => {
    const output = readJson(inputs.json_string);
    if (!isRecord(output)) throw new ValueError('Input JSON is not a dictionary');
    return { output };
  },
});

/** `nodetool.dictionary.ToJSON`: a dictionary as JSON text on one line. */
export const ToJSON = defineNodeType({
  type: 'nodetool.dictionary.ToJSON',
  title: 'Dictionary to JSON',
  description: 'Writes a dictionary as JSON text on one line.',
  tags: ['dictionary', 'json', 'serialize'],
  properties,
  outputs: { output: 'str' },
  process: ({ dictionary }) => ({ output: writeJson(dictionary) }),
});

/** `nodetool.dictionary.ToYAML`: a dictionary as YAML text, keys in order. */
export const ToYAML = defineNodeType({
  type: 'nodetool.dictionary.ToYAML',
  title: 'Dictionary to YAML',
  description: 'Writes a dictionary as YAML text, with the keys in alphabetical order.',
  tags: ['dictionary', 'yaml', 'serialize'],
  properties,
  outputs: { output: 'str' },
  process: ({ dictionary }) => ({ output: writeYaml(dictionary) }),
});
