import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { dict, str } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { reprValue } from '../../python/format-value.js';
import { readJson, writeJson } from '../../python/json-text.js';

/**
 * Puts values into a JSON text. `"$name"` in quotes of its own becomes the value with its type; a `$name` elsewhere
 * becomes the value's JSON, or a text without its quotes. Where several names fit, the longest counts; inserted
 * values aren't searched again.
 */
export const fillTemplate = (template: string, values: Readonly<Record<string, unknown>>): string => {
  const names = Object.keys(values).toSorted((a, b) => b.length - a.length);
  if (names.length === 0) return template;
  const name = names.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return template.replace(
    new RegExp(`"\\$(${name})"|\\$(${name})`, 'g'),
    (_match, quoted: string | undefined, bare: string | undefined) => {
      const value = values[quoted ?? bare ?? ''];
      const json = writeJson(value);
      return quoted === undefined && typeof value === 'string' ? json.slice(1, -1) : json;
    },
  );
};

/** Makes a dictionary of a JSON text with `$name` placeholders. */
export const JSONTemplate = defineNodeType({
  type: 'lib.json.JSONTemplate',
  title: 'JSON Template',
  description: 'Fills the `$name` placeholders of a JSON text with values and gives the resulting dictionary.',
  tags: ['json', 'template', 'placeholder'],
  properties: {
    template: str('', { description: 'JSON text with placeholders such as `$name`.' }),
    values: dict('str,any', {}, { description: 'The values by placeholder name, without the dollar sign.' }),
  },
  outputs: { output: 'dict' },
  process: ({ template, values }) => ({ output: parseDictionary(fillTemplate(template, values)) }),
});

const parseDictionary = (text: string): Readonly<Record<string, unknown>> => {
  let parsed: unknown;
  try {
    parsed = readJson(text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ValueError(`Resulting JSON is invalid: ${error.message} \n ${text}`, { cause: error });
  }
  if (!isRecord(parsed)) throw new ValueError(`Resulting JSON must be a dictionary: ${reprValue(parsed)}`);
  return parsed;
};
