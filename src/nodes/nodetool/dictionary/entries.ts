import { defineNodeType } from '../../../engine/node-type.js';
import { any, choice, dict, list, str } from '../../../engine/property.js';
import { isLess } from '../../python/equality.js';
import { ValueError } from '../../python/errors.js';
import { formatValue } from '../../python/format-value.js';

const dictionary = dict('str,any', {}, { description: 'Dictionary to work on.' });

/** `nodetool.dictionary.GetValue`: the value of a key. */
export const GetValue = defineNodeType({
  type: 'nodetool.dictionary.GetValue',
  title: 'Get Value',
  description: 'Looks up the value of a key, or gives a fallback when the dictionary does not have it.',
  tags: ['dictionary', 'lookup', 'key'],
  properties: { dictionary, key: str(), default: any([], { description: 'Value for a key that is missing.' }) },
  outputs: { output: 'any' },
  process: (inputs) => ({
    output: Object.hasOwn(inputs.dictionary, inputs.key) ? inputs.dictionary[inputs.key] : inputs.default,
  }),
});

/** `nodetool.dictionary.Update`: a dictionary with entries added or replaced. */
export const Update = defineNodeType({
  type: 'nodetool.dictionary.Update',
  title: 'Update Entries',
  description: 'Adds entries to a dictionary; those with a known key replace the old ones.',
  tags: ['dictionary', 'add', 'change'],
  properties: { dictionary, new_pairs: dict('str,any', {}, { description: 'Entries to add.' }) },
  outputs: { output: 'dict[str,any]' },
  process: (inputs) => ({ output: { ...inputs.dictionary, ...inputs.new_pairs } }),
});

/** `nodetool.dictionary.Remove`: a dictionary without one key. */
export const Remove = defineNodeType({
  type: 'nodetool.dictionary.Remove',
  title: 'Remove Entry',
  description: 'Takes one entry out of a dictionary; a key that it does not have changes nothing.',
  tags: ['dictionary', 'delete', 'key'],
  properties: { dictionary, key: str() },
  outputs: { output: 'dict[str,any]' },
  process: (inputs) => {
    const { [inputs.key]: _removed, ...rest } = inputs.dictionary;
    return { output: rest };
  },
});

/** `nodetool.dictionary.Combine`: two dictionaries as one. */
export const Combine = defineNodeType({
  type: 'nodetool.dictionary.Combine',
  title: 'Combine Dictionaries',
  description: 'Merges two dictionaries; where both have a key, the second wins.',
  tags: ['dictionary', 'merge', 'defaults'],
  properties: { dict_a: dict('str,any'), dict_b: dict('str,any') },
  outputs: { output: 'dict[str,any]' },
  process: (inputs) => ({ output: { ...inputs.dict_a, ...inputs.dict_b } }),
});

/** `nodetool.dictionary.Filter`: only certain keys. */
export const Filter = defineNodeType({
  type: 'nodetool.dictionary.Filter',
  title: 'Select Keys',
  description: 'Keeps only the entries with the listed keys.',
  tags: ['dictionary', 'pick', 'keys'],
  properties: { dictionary, keys: list<string>('str', [], { description: 'Keys to keep; unknown ones are ignored.' }) },
  outputs: { output: 'dict[str,any]' },
  process: (inputs) => ({
    output: Object.fromEntries(
      inputs.keys.filter((key) => Object.hasOwn(inputs.dictionary, key)).map((key) => [key, inputs.dictionary[key]]),
    ),
  }),
});

/** `nodetool.dictionary.MakeDictionary`: the dynamic inputs as a dictionary. */
export const MakeDictionary = defineNodeType({
  type: 'nodetool.dictionary.MakeDictionary',
  title: 'Make Dictionary',
  description: 'Gathers any inputs that you add to it in one dictionary, each under its name.',
  tags: ['dictionary', 'create', 'dynamic'],
  outputs: { output: 'dict[str,any]' },
  isDynamic: true,
  process: (_inputs, context) => ({ output: { ...context.dynamicInputs } }),
});

/** `nodetool.dictionary.Zip`: keys from one list, values from another. */
export const Zip = defineNodeType({
  type: 'nodetool.dictionary.Zip',
  title: 'Zip to Dictionary',
  description: 'Pairs the items of two lists as keys and values; what is left over in the longer one is dropped.',
  tags: ['dictionary', 'create', 'pair', 'lists'],
  properties: { keys: list('any'), values: list('any') },
  outputs: { output: 'dict[any,any]' },
  process: ({ keys, values }) => {
    const pairs = keys.slice(0, values.length).map((key, index) => [keyText(key), values[index]] as const);
    return { output: Object.fromEntries(pairs) };
  },
});

/** `nodetool.dictionary.ArgMax`: the key with the largest score. */
export const ArgMax = defineNodeType({
  type: 'nodetool.dictionary.ArgMax',
  title: 'Best Key',
  description: 'Finds the key with the largest number; the first of equals wins.',
  tags: ['dictionary', 'maximum', 'label', 'winner'],
  properties: { scores: dict<number>('str,float', {}, { description: 'A number for each key.' }) },
  outputs: { output: 'str' },
  process: ({ scores }) => {
    const entries = Object.entries(scores);
    if (entries.length === 0) throw new ValueError('Input dictionary cannot be empty');
    const [key] = entries.reduce((best, entry) => (isLess(best[1], entry[1]) ? entry : best));
    return { output: key };
  },
});

/** `nodetool.dictionary.ReduceDictionaries`: records as one dictionary, by the value of a field. */
export const ReduceDictionaries = defineNodeType({
  type: 'nodetool.dictionary.ReduceDictionaries',
  title: 'Index Records',
  description: 'Turns a list of records into one dictionary, keyed by the value of one field.',
  tags: ['dictionary', 'records', 'index', 'group'],
  properties: {
    dictionaries: list<Readonly<Record<string, unknown>>>('dict[str,any]', [], { description: 'Records.' }),
    key_field: str('', { description: 'Field whose value becomes the key.' }),
    value_field: str('', { description: 'Field whose value is kept; without it, the rest of the record.' }),
    conflict_resolution: choice(
      'nodetool.nodes.nodetool.dictionary.ReduceDictionaries.ConflictResolution',
      ['first', 'last', 'error'],
      'first',
      { description: 'Which of two records with the same key counts, or whether that is an error.' },
    ),
  },
  outputs: { output: 'dict[any,any]' },
  process: ({ dictionaries, key_field: keyField, value_field: valueField, conflict_resolution: conflict }) => {
    const result = new Map<string, unknown>();
    for (const record of dictionaries) {
      const keyValue = fieldOf(record, keyField, 'Key');
      const key = keyText(keyValue);
      const value = valueField ? fieldOf(record, valueField, 'Value') : without(record, keyField);
      if (result.has(key) && conflict === 'error') {
        throw new ValueError(`Duplicate key found: ${formatValue(keyValue)}`);
      }
      if (!result.has(key) || conflict === 'last') result.set(key, value);
    }
    return { output: Object.fromEntries(result) };
  },
});

const fieldOf = (record: Readonly<Record<string, unknown>>, field: string, kind: 'Key' | 'Value'): unknown => {
  if (!Object.hasOwn(record, field)) throw new ValueError(`${kind} field '${field}' not found in dictionary`);
  return record[field];
};

const without = (record: Readonly<Record<string, unknown>>, field: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== field));

/** Keys are texts on the wire: others are spelled as JSON spells them. */
const keyText = (key: unknown): string => {
  if (typeof key === 'string') return key;
  if (typeof key === 'object' && key !== null) {
    throw new ValueError(`unhashable type: '${Array.isArray(key) ? 'list' : 'dict'}'`);
  }
  return typeof key === 'boolean' ? String(key) : key === null ? 'null' : formatValue(key);
};
