import { Failure } from '../../../engine/failure.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { any, list } from '../../../engine/property.js';
import { isEqual } from '../../python/equality.js';
import { formatValue } from '../../python/format-value.js';

/** Sends a value one of two ways, by a list of cases. */
export const Switch = defineNodeType({
  type: 'nodetool.control.Switch',
  title: 'Switch',
  description:
    'Sends the input on as matched when the value is among the cases, else as default, with the number of the case.',
  tags: ['control', 'switch', 'case', 'branch', 'route'],
  properties: {
    value: any('', { description: 'What is looked for among the cases.' }),
    cases: list('any', [], { description: 'The cases; the first one that fits counts.' }),
    input: any(null, { description: 'What is sent on.' }),
  },
  outputs: { matched: 'any', default: 'any', index: 'int' },
  process: ({ value, cases, input }) => {
    const index = cases.findIndex((one) => isEqual(one, value) || formatValue(one) === formatValue(value));
    return index < 0 ? { default: input, index } : { matched: input, index };
  },
});

/** Goes on with another value where one is missing or could not be made. */
export const TryCatch = defineNodeType({
  type: 'nodetool.control.TryCatch',
  title: 'Try / Catch',
  description:
    'Passes a value on; when it is null, or what makes it fails, the fallback takes its place and the run goes on.',
  tags: ['control', 'error', 'fallback', 'exception'],
  properties: {
    value: any(null, { description: 'What is passed on. Failures of what makes it end here.' }),
    fallback: any(null, { description: 'What is passed on in its place.' }),
  },
  outputs: { output: 'any', error: 'str', has_error: 'bool' },
  catches: 'value',
  process: ({ value, fallback }) => {
    if (value instanceof Failure) return { output: fallback, error: value.message, has_error: true };
    if (value === null || value === undefined)
      return { output: fallback, error: 'The value is null.', has_error: true };
    return { output: value, error: '', has_error: false };
  },
});
