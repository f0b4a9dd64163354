import { defineNodeType } from '../../../engine/node-type.js';
import { bool, dict, float, int, list, of, str } from '../../../engine/property.js';
import { emptyValue } from '../empty-values.js';
import { defineConstantType } from './constant-type.js';

/** The common ground of the constants: has no value and gives none. */
export const Constant = defineNodeType({
  type: 'nodetool.constant.Constant',
  title: 'Constant',
  description: 'Holds no value of its own; pick one of the typed constants instead.',
  tags: ['constant'],
  process: () => null,
});

/** A fixed truth value. */
export const Bool = defineConstantType({
  name: 'Bool',
  title: 'Bool',
  description: 'Gives a fixed yes or no.',
  tags: ['boolean', 'flag'],
  value: bool(),
  output: 'bool',
});

/** A fixed whole number. */
export const Integer = defineConstantType({
  name: 'Integer',
  title: 'Integer',
  description: 'Gives a fixed whole number.',
  tags: ['integer', 'number'],
  value: int(),
  output: 'int',
  exposeAsTool: false,
});

/** A fixed number. */
export const Float = defineConstantType({
  name: 'Float',
  title: 'Float',
  description: 'Gives a fixed number that may have decimals.',
  tags: ['float', 'number', 'decimal'],
  value: float(),
  output: 'float',
  exposeAsTool: false,
});

/** A fixed text. */
export const StringConstant = defineConstantType({
  name: 'String',
  title: 'String',
  description: 'Gives a fixed text.',
  tags: ['string', 'text'],
  value: str(),
  output: 'str',
  exposeAsTool: false,
});

/** One of the texts that `options` lists. */
export const Select = defineNodeType({
  type: 'nodetool.constant.Select',
  title: 'Select',
  description: 'Gives the text that was picked from a list of options.',
  tags: ['constant', 'select', 'choice'],
  properties: {
    value: str('', { description: 'The picked text.' }),
    options: list<string>('str', [], { description: 'The texts to pick from.' }),
    enum_type_name: str('', { description: 'Name of the enumeration that the options come from, if any.' }),
  },
  outputs: { output: 'str' },
  basicFields: ['value'],
  process: ({ value }) => ({ output: value }),
});

/** A fixed list; a single value counts as a list of one. */
export const List = defineNodeType({
  type: 'nodetool.constant.List',
  title: 'List',
  description: 'Gives a fixed list of values.',
  tags: ['constant', 'list', 'array'],
  properties: { value: list('any') },
  outputs: { output: 'list[any]' },
  process: ({ value }) => ({ output: Array.isArray(value) ? value : [value] }),
});

/** Fixed texts in order. */
export const TextList = defineConstantType({
  name: 'TextList',
  title: 'Text List',
  description: 'Gives a fixed list of texts.',
  tags: ['text', 'list'],
  value: of('list[str]', null, { isRequired: true }),
  output: 'list[str]',
  unset: [],
});

/** A fixed dictionary. */
export const Dict = defineConstantType({
  name: 'Dict',
  title: 'Dict',
  description: 'Gives a fixed set of keys and values.',
  tags: ['dictionary', 'keys', 'object'],
  value: dict('str,any'),
  output: 'dict[str,any]',
});

/** A fixed JSON document. */
export const JSONConstant = defineConstantType({
  name: 'JSON',
  title: 'JSON',
  description: 'Gives a fixed JSON document.',
  tags: ['json', 'object'],
  value: of('json', emptyValue('json')),
  output: 'json',
});
