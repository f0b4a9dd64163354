import { isRecord } from '../../../common/json.js';
import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { any, bool, dict, float, int, of, str } from '../../../engine/property.js';
import { formatValue } from '../../python/format-value.js';
import { toBoolean, toDictionary, toFloat, toInteger, toList } from './convert.js';

/**
 * Follows a path of keys and list positions with dots between them.
 *
 * @returns `undefined` when the path leads nowhere
 */
export const valueAt = (data: unknown, path: string): unknown => {
  let value = data;
  for (const key of path.split('.')) {
    if (Array.isArray(value) && /^\d+$/.test(key)) value = value[Number(key)];
    else if (isRecord(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
};

/** Gives the text at a path. */
export const GetJSONPathStr = definePathType('Str', 'str', 'text', str(), formatValue);

/** Gives the whole number at a path. */
export const GetJSONPathInt = definePathType('Int', 'int', 'whole number', int(), toInteger);

/** Gives the number at a path. */
export const GetJSONPathFloat = definePathType('Float', 'float', 'number', float(), toFloat);

/** Gives the truth value at a path. */
export const GetJSONPathBool = definePathType('Bool', 'bool', 'truth value', bool(), toBoolean);

/** Gives the list at a path. */
export const GetJSONPathList = definePathType('List', 'list', 'list', of<readonly unknown[]>('list', []), toList);

/** Gives the dictionary at a path. */
export const GetJSONPathDict = definePathType('Dict', 'dict', 'dictionary', dict(), toDictionary);

/** Null at the path counts as missing: the default is given. */
function definePathType(
  name: string,
  output: string,
  kind: string,
  fallback: Property,
  convert: (value: unknown) => unknown,
): NodeType {
  return defineNodeType({
    type: `lib.json.GetJSONPath${name}`,
    title: `Get JSON Path ${name}`,
    description: `Looks up a ${kind} inside nested data by a path such as \`user.addresses.0.city\`.`,
    tags: ['json', 'path', 'lookup', output],
    properties: {
      data: any({}, { description: 'The data to look into.' }),
      path: str('', { description: 'Keys and list positions with dots between them.' }),
      default: { ...fallback, description: 'Given when the path leads nowhere.' },
    },
    outputs: { output },
    process: (inputs) => {
      const found = valueAt(inputs.data, inputs.path);
      return { output: found === undefined || found === null ? inputs.default : convert(found) };
    },
  });
}
