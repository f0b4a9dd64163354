import { bool, float, int, list, of, str } from '../../../engine/property.js';
import { emptyValue } from '../empty-values.js';
import { defineInputType } from './input-type.js';

/** Takes a truth value. */
export const BooleanInput = defineInputType({
  name: 'BooleanInput',
  title: 'Boolean Input',
  description: 'A yes-or-no parameter of the workflow, for example to switch a branch on or off.',
  tags: ['boolean', 'switch', 'flag'],
  value: bool(),
  output: 'bool',
});

/** Takes a number within bounds. */
export const FloatInput = defineInputType({
  name: 'FloatInput',
  title: 'Float Input',
  description: 'A number parameter of the workflow that may have decimals. `min` and `max` bound it.',
  tags: ['float', 'number', 'decimal'],
  value: float(),
  output: 'float',
  more: {
    min: float(0, { description: 'Smallest number that a run may give.' }),
    max: float(99_999, { description: 'Largest number that a run may give.' }),
  },
});

/** Takes a whole number within bounds. */
export const IntegerInput = defineInputType({
  name: 'IntegerInput',
  title: 'Integer Input',
  description: 'A whole-number parameter of the workflow, such as a count or a position. `min` and `max` bound it.',
  tags: ['integer', 'number', 'count'],
  value: int(),
  output: 'int',
  more: {
    min: int(0, { description: 'Smallest number that a run may give.' }),
    max: int(99_999, { description: 'Largest number that a run may give.' }),
  },
});

/** Takes a text. */
export const StringInput = defineInputType({
  name: 'StringInput',
  title: 'String Input',
  description: 'A text parameter of the workflow, from a single word to many lines.',
  tags: ['string', 'text', 'prompt'],
  value: str(),
  output: 'str',
  more: {
    max_length: int(0, { min: 0, max: 100_000, description: 'Most characters that a run may give; 0 for no limit.' }),
    line_mode: str('single_line', { description: 'Whether a form shows one line or a larger field.' }),
  },
});

/** Takes one of the texts that `options` lists. */
export const SelectInput = defineInputType({
  name: 'SelectInput',
  title: 'Select Input',
  description: 'A parameter of the workflow whose value is picked from a list of texts.',
  tags: ['select', 'choice', 'options'],
  value: str(),
  output: 'str',
  more: {
    options: list<string>('str', [], { description: 'The texts to pick from.' }),
    enum_type_name: str('', { description: 'Name of the enumeration that the options come from, if any.' }),
  },
  basicFields: ['name', 'value', 'value'],
});

/** Takes a colour. */
export const ColorInput = defineInputType({
  name: 'ColorInput',
  title: 'Color Input',
  description: 'A colour parameter of the workflow, written like `#3366ff`.',
  tags: ['color', 'palette'],
  value: of('color', emptyValue('color')),
  output: 'color',
});

/** Takes the dimensions of an image. */
export const ImageSizeInput = defineInputType({
  name: 'ImageSizeInput',
  title: 'Image Size Input',
  description: 'A width-and-height parameter of the workflow for nodes that make images.',
  tags: ['image', 'size', 'dimensions'],
  value: of('image_size', null, { isRequired: true }),
  output: 'image_size',
});

/** Takes several texts. */
export const StringListInput = defineInputType({
  name: 'StringListInput',
  title: 'String List Input',
  description: 'A parameter of the workflow that holds several texts in order.',
  tags: ['string', 'list'],
  value: list<string>('str'),
  output: 'list[str]',
});

/** Takes several texts; another name of `StringListInput` that older workflows use. */
export const TextListInput = defineInputType({
  name: 'TextListInput',
  title: 'Text List Input',
  description: 'A parameter of the workflow with a list of texts, for example one per document.',
  tags: ['text', 'list'],
  value: list<string>('str'),
  output: 'list[str]',
});
