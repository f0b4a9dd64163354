import { isRecord } from '../../../common/json.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { of, str } from '../../../engine/property.js';
import { ValueError } from '../../python/errors.js';
import { formatValue } from '../../python/format-value.js';
import { compileTemplate } from '../../python/template/template.js';

/** A name in single braces, such as `{name}`: neither a brace before nor one behind. */
const SINGLE_BRACES = /(?<!\{)\{\s*([A-Za-z_]\w*)\s*\}(?!\})/g;

/** `nodetool.text.FormatText`: a template filled with the dynamic inputs. */
export const FormatText = defineNodeType({
  type: 'nodetool.text.FormatText',
  title: 'Fill Template',
  description:
    'Fills a template with inputs that you add to it: `{{ name }}` or `{name}`, filters such as `{{ title|upper }}`, loops and conditions, all as in Jinja2.',
  tags: ['text', 'template', 'jinja', 'dynamic'],
  properties: { template: str('', { description: 'Text with placeholders, in the language of Jinja2.' }) },
  outputs: { output: 'str' },
  isDynamic: true,
  process: ({ template }, { dynamicInputs }) => {
    try {
      return { output: compileTemplate(template.replace(SINGLE_BRACES, '{{ $1 }}')).render(dynamicInputs) };
    } catch (error) {
      throw new ValueError(`Template error: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  },
});

/** `nodetool.text.Template`: placeholders replaced one name after the other. */
export const Template = defineNodeType({
  type: 'nodetool.text.Template',
  title: 'Fill Placeholders',
  description:
    'Replaces `{{ name }}` and `{name}` by values of a dictionary and by inputs that you add. Unknown placeholders stay as they are.',
  tags: ['text', 'placeholder', 'replace', 'dynamic'],
  properties: {
    string: str('', { description: 'Text with placeholders.' }),
    values: of('any', {}, { description: 'Dictionary of values by name; added inputs go before it.' }),
  },
  outputs: { output: 'str' },
  isDynamic: true,
  process: ({ string, values }, { dynamicInputs }) => {
    let output = string;
    for (const [name, value] of Object.entries({ ...(isRecord(values) ? values : {}), ...dynamicInputs })) {
      output = fillPlaceholder(output, name, formatValue(value));
    }
    return { output };
  },
});

const fillPlaceholder = (text: string, name: string, value: string): string => {
  const literal = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return text
    .replace(new RegExp(`\\{\\{\\s*${literal}\\s*\\}\\}`, 'g'), () => value)
    .replace(new RegExp(`\\{\\s*${literal}\\s*\\}`, 'g'), () => value);
};
