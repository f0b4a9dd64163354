import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { capitalize, titleCase } from '../../python/text.js';

const text = { text: str('', { description: 'Text to convert.' }) };

/** `nodetool.text.ToUppercase`: every letter as a capital. */
export const ToUppercase = defineNodeType({
  type: 'nodetool.text.ToUppercase',
  title: 'Upper Case',
  description: 'Turns every letter of a text into a capital.',
  tags: ['text', 'case', 'capitals'],
  properties: text,
  outputs: { output: 'str' },
  process: (inputs) => ({ output: inputs.text.toUpperCase() }),
});

/** `nodetool.text.ToLowercase`: every letter small. */
export const ToLowercase = defineNodeType({
  type: 'nodetool.text.ToLowercase',
  title: 'Lower Case',
  description: 'Turns every letter of a text into a small one, for example before comparing names.',
  tags: ['text', 'case', 'small letters'],
  properties: text,
  outputs: { output: 'str' },
  process: (inputs) => ({ output: inputs.text.toLowerCase() }),
});

/** `nodetool.text.ToTitlecase`: a capital at the start of each word. */
export const ToTitlecase = defineNodeType({
  type: 'nodetool.text.ToTitlecase',
  title: 'Title Case',
  description: 'Begins every word with a capital and makes the rest of it small.',
  tags: ['text', 'case', 'headline'],
  properties: text,
  outputs: { output: 'str' },
  process: (inputs) => ({ output: titleCase(inputs.text) }),
});

/** `nodetool.text.CapitalizeText`: one capital at the very start. */
export const CapitalizeText = defineNodeType({
  type: 'nodetool.text.CapitalizeText',
  title: 'Capitalize',
  description: 'Begins the text with a capital and makes everything after it small.',
  tags: ['text', 'case', 'sentence'],
  properties: text,
  outputs: { output: 'str' },
  process: (inputs) => ({ output: capitalize(inputs.text) }),
});
