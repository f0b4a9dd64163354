import { isRecord } from '../../../common/json.js';
import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { any, dict, int, list, str } from '../../../engine/property.js';
import { isEqual } from '../../python/equality.js';
import { ValueError } from '../../python/errors.js';
import { readJson, writeJson } from '../../python/json-text.js';
import { LoadJSONAssets } from './load-assets.js';
import {
  GetJSONPathBool,
  GetJSONPathDict,
  GetJSONPathFloat,
  GetJSONPathInt,
  GetJSONPathList,
  GetJSONPathStr,
} from './paths.js';
import { conformsTo } from './schema.js';
import { JSONTemplate } from './template.js';

/** Reads JSON text that must hold an object. */
export const ParseDict = defineNodeType({
  type: 'lib.json.ParseDict',
  title: 'Parse Dict',
  description: 'Reads JSON text that holds an object. Anything else is an error that names the place.',
  tags: ['json', 'parse', 'dictionary'],
  properties: { json_string: str('', { description: 'The JSON text.' }) },
  outputs: { output: 'dict' },
  process: ({ json_string }) => {
    const output = readJson(json_string);
    if (!isRecord(output)) throw new ValueError('JSON string must represent an object/dictionary');
    return { output };
  },
});

/** Reads JSON text that must hold an array. */
export const ParseList = defineNodeType({
  type: 'lib.json.ParseList',
  title: 'Parse List',
  description: 'Reads JSON text that holds an array. Anything else is an error that names the place.',
  tags: ['json', 'parse', 'list'],
  properties: { json_string: str('', { description: 'The JSON text.' }) },
  outputs: { output: 'list' },
  process: ({ json_string }) => {
    const output = readJson(json_string);
    if (!Array.isArray(output)) throw new ValueError('JSON string must represent an array/list');
    return { output };
  },
});

/** Writes any value as JSON text, with everything outside ASCII escaped. */
export const StringifyJSON = defineNodeType({
  type: 'lib.json.StringifyJSON',
  title: 'Stringify JSON',
  description: 'Writes any value as JSON text, one member per line.',
  tags: ['json', 'write', 'text'],
  properties: {
    data: any({}, { description: 'The value to write.' }),
    indent: int(2, { description: 'Blanks per level of nesting.' }),
  },
  outputs: { output: 'str' },
  process: ({ data, indent }) => ({ output: writeJson(data, { indent }) }),
});

/** Checks data against a JSON Schema; a wrong schema is an error, wrong data is `false`. */
export const ValidateJSON = defineNodeType({
  type: 'lib.json.ValidateJSON',
  title: 'Validate JSON',
  description: 'Tells whether data has the shape that a JSON Schema describes.',
  tags: ['json', 'schema', 'check'],
  properties: {
    data: any({}, { description: 'The data to check.' }),
    json_schema: dict('', {}, { description: 'The JSON Schema; an empty one accepts everything.' }),
  },
  outputs: { output: 'bool' },
  process: ({ data, json_schema }) => ({ output: conformsTo(data, json_schema) }),
});

/** Keeps the dictionaries whose value at a key equals the wanted one; a missing key counts as null. */
export const FilterJSON = defineNodeType({
  type: 'lib.json.FilterJSON',
  title: 'Filter JSON',
  description: 'Keeps the dictionaries of a list that have the given value at a key.',
  tags: ['json', 'filter', 'list'],
  properties: {
    array: list<Readonly<Record<string, unknown>>>('dict', [], { description: 'The dictionaries.' }),
    key: str('', { description: 'The key to look at.' }),
    value: any({}, { description: 'The value that it must have.' }),
  },
  outputs: { output: 'list[dict]' },
  process: ({ array, key, value }) => ({
    output: array.filter((item) => isEqual(Object.hasOwn(item, key) ? item[key] : null, value)),
  }),
});

/** Node types of `lib.json`. */
export const libJsonTypes: readonly NodeType[] = [
  FilterJSON,
  GetJSONPathBool,
  GetJSONPathDict,
  GetJSONPathFloat,
  GetJSONPathInt,
  GetJSONPathList,
  GetJSONPathStr,
  JSONTemplate,
  LoadJSONAssets,
  ParseDict,
  ParseList,
  StringifyJSON,
  ValidateJSON,
];
