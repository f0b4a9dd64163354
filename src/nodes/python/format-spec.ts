import { isRecord } from '../../common/json.js';
import { lengthOf } from './code-points.js';
import { numberOf } from './equality.js';
import { ValueError } from './errors.js';
import { formatValue, reprValue } from './format-value.js';
import { formatFloat, roundHalfEven } from './number.js';
import { typeName } from './type-name.js';

/** How a value is laid out: the parts of Python's format specification. */
interface Layout {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ]?)#?(0?)(\d*)([,_]?)(?:\.(\d+))?([bcdeEfFgGnosxX%]?)$/su;
const MAX_WIDTH = 100_000;

/**
 * Lays out a value by a specification as `format(value, spec)` does: `,.2f`, `>10`, `05d`, `.1%`.
 *
 * @throws ValueError when the specification isn't one or doesn't fit the value
 */
export const formatBySpec = (value: unknown, spec: string): string => {
  const parts = SPEC.exec(spec);
  if (!parts) throw new ValueError(`Invalid format specifier '${spec}'`);
  const [, fill, align = '', sign = '', zero, width = '', grouping = '', precision, type = ''] = parts;
  return layOut(value, {
    fill: fill ?? (zero ? '0' : ' '),
    align: align || (zero ? '=' : ''),
    sign,
    width: Number(width),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  });
};

const layOut = (value: unknown, layout: Layout): string => {
  if (layout.width > MAX_WIDTH || (layout.precision ?? 0) > 100) throw new ValueError('the format is too wide');
  const number = typeof value === 'boolean' && layout.type === '' ? undefined : numberOf(value);
  if (number === undefined || layout.type === 's') {
    if (layout.type !== '' && layout.type !== 's') {
      throw new ValueError(`Unknown format code '${layout.type}' for object of type '${typeName(value)}'`);
    }
    const text = formatValue(value);
    return pad(
      layout.precision === undefined ? text : Array.from(text).slice(0, layout.precision).join(''),
      '',
      layout,
      '<',
    );
  }
  const isNegative = number < 0 || Object.is(number, -0);
  const digits = group(digitsOf(Math.abs(number), value, layout), layout);
  const sign = isNegative ? '-' : layout.sign === '-' ? '' : layout.sign;
  return pad(digits, sign, layout, '>');
};

const digitsOf = (magnitude: number, value: unknown, { type, precision }: Layout): string => {
  switch (type) {
    case 'd':
    case 'n':
      if (typeName(value) === 'float') throw new ValueError(`Unknown format code '${type}' for object of type 'float'`);
      return formatValue(magnitude);
    case 'b':
      return magnitude.toString(2);
    case 'o':
      return magnitude.toString(8);
    case 'x':
      return magnitude.toString(16);
    case 'X':
      return magnitude.toString(16).toUpperCase();
    case 'c':
      return String.fromCodePoint(magnitude);
    case '%':
      return `${fixed(magnitude * 100, precision ?? 6)}%`;
    default:
      return floatDigits(magnitude, value, type, precision);
  }
};

/** Python rounds an exact half to the even neighbour, `toFixed` away from zero. */
const fixed = (magnitude: number, places: number): string => roundHalfEven(magnitude, places).toFixed(places);

const floatDigits = (magnitude: number, value: unknown, type: string, precision: number | undefined): string => {
  if (!Number.isFinite(magnitude)) return formatFloat(magnitude);
  if (type === 'f' || type === 'F') return fixed(magnitude, precision ?? 6);
  if (type === 'e' || type === 'E') {
    const text = magnitude.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
    return type === 'E' ? text.toUpperCase() : text;
  }
  if (type === '' && precision === undefined)
    return typeName(value) === 'float' ? formatFloat(magnitude) : formatValue(magnitude);
  return generalDigits(magnitude, precision ?? 6);
};

/** The shorter of plain and exponent form, without zeros at the end. */
const generalDigits = (magnitude: number, precision: number): string => {
  const digits = Math.max(1, precision);
  const exponent = Number(magnitude.toExponential(digits - 1).split('e')[1] ?? 0);
  const trim = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  if (exponent >= -4 && exponent < digits) return trim(magnitude.toFixed(digits - 1 - exponent));
  const [mantissa = '', power = ''] = magnitude.toExponential(digits - 1).split('e');
  return `${trim(mantissa)}e${power.replace(/^([+-])(\d)$/, '$10$2')}`;
};

const group = (digits: string, { grouping }: Layout): string =>
  grouping === '' ? digits : digits.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, grouping));

const pad = (text: string, sign: string, { fill, align, width }: Layout, usual: string): string => {
  const missing = Math.max(0, width - lengthOf(text) - sign.length);
  const side = align || usual;
  if (side === '=') return sign + fill.repeat(missing) + text;
  const left = side === '>' ? missing : side === '^' ? Math.floor(missing / 2) : 0;
  return fill.repeat(left) + sign + text + fill.repeat(missing - left);
};

const PERCENT = /%(?:\((\w+)\))?([-+ #0]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g;

/**
 * Fills a text as `text % values` does: `%s`, `%d`, `%.2f`, `%05d`, `%(name)s`.
 *
 * @param values a list of values, or a record for named ones; anything else is one value
 */
export const formatByPercent = (text: string, values: unknown): string => {
  const list: readonly unknown[] = Array.isArray(values) ? values : [values];
  let next = 0;
  const filled = text.replace(
    PERCENT,
    (_, name: string | undefined, flags: string, width: string, precision: string | undefined, type: string) => {
      if (type === '%') return '%';
      if (name === undefined && next >= list.length) throw new ValueError('not enough arguments for format string');
      const value = name === undefined ? list[next++] : isRecord(values) ? values[name] : undefined;
      return fillOne(value, flags, width, precision, type);
    },
  );
  if (next < list.length && !isRecord(values)) {
    throw new ValueError('not all arguments converted during string formatting');
  }
  return filled;
};

const fillOne = (value: unknown, flags: string, width: string, precision: string | undefined, type: string): string => {
  const layout: Layout = {
    fill: flags.includes('0') && !flags.includes('-') && type !== 's' ? '0' : ' ',
    align: flags.includes('-') ? '<' : flags.includes('0') && type !== 's' ? '=' : '>',
    sign: /[+ ]/.exec(flags)?.[0] ?? '',
    width: Number(width),
    grouping: '',
    precision: precision === undefined ? undefined : Number(precision),
    type: { i: 'd', u: 'd', r: 's' }[type] ?? type,
  };
  if (type === 'r') return layOut(reprValue(value), layout);
  if (!'diu'.includes(type)) return layOut(value, layout);
  const number = numberOf(value);
  if (number === undefined) {
    throw new ValueError(`%${type} format: a real number is required, not ${typeName(value)}`);
  }
  return layOut(Math.trunc(number), layout);
};

const FIELD = /\{\{|\}\}|\{([^{}:!]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}/g;

/** Fills a text as `text.format(…)` does: `{}`, `{0}`, `{name:>10}`. */
export const formatByFields = (
  text: string,
  positional: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
): string => {
  let next = 0;
  return text.replace(
    FIELD,
    (whole, field: string | undefined, conversion: string | undefined, spec: string | undefined) => {
      if (field === undefined) return whole.slice(0, 1);
      const key = field === '' ? String(next++) : field;
      const isKnown = /^\d+$/.test(key) ? Number(key) < positional.length : Object.hasOwn(named, key);
      if (!isKnown) {
        throw new ValueError(
          /^\d+$/.test(key) ? 'Replacement index out of range for positional args tuple' : `'${key}'`,
        );
      }
      const value = /^\d+$/.test(key) ? positional[Number(key)] : named[key];
      return formatBySpec(conversion === 'r' ? reprValue(value) : value, spec ?? '');
    },
  );
};
