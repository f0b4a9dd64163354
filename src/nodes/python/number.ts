/**
 * A whole number that Python holds as a `float`, so that it prints as `2.0`.
 * Plain JS numbers stand for themselves: whole ones are `int`, all others `float`.
 */
export class Float {
  constructor(readonly value: number) {}

  /** Lets `JSON.stringify` and arithmetic see the plain number. */
  valueOf(): number {
    return this.value;
  }

  toJSON(): number {
    return this.value;
  }
}

/** Marks a number as a Python `float`; only whole numbers need the mark. */
export const asFloat = (value: number): number | Float => (Number.isInteger(value) ? new Float(value) : value);

/** Takes the `Float` mark off a value; anything else comes back as it is. */
export const plainNumber = (value: unknown): unknown => (value instanceof Float ? value.value : value);

/** Writes a number as Python's `str()` does, whole ones as an `int`. */
export const formatNumber = (value: number): string =>
  Number.isInteger(value) && !Object.is(value, -0) && Math.abs(value) < 1e21
    ? BigInt(value).toString()
    : formatFloat(value);

/** Writes a number as Python's `str()` of a `float` does: `2.0`, `1e-05`, `1e+16`, `inf`, `nan`. */
export const formatFloat = (value: number): string => {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const magnitude = Math.abs(value);
  if (magnitude < 1e-4 || magnitude >= 1e16) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return Number.isInteger(value) ? `${value}.0` : String(value);
};

const INT_TEXT = /^[+-]?\d+(_\d+)*$/;
const FLOAT_TEXT = /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?$/i;
const NAMED_FLOATS: Readonly<Record<string, number>> = { inf: Infinity, infinity: Infinity, nan: NaN };

/** Reads a whole number as `int(text)` does, or gives `undefined` when the text isn't one. */
export const parseInteger = (text: string): number | undefined => {
  const trimmed = text.trim();
  return INT_TEXT.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
};

/** Reads a number as `float(text)` does, or gives `undefined` when the text isn't one. */
export const parseFloatText = (text: string): number | undefined => {
  const trimmed = text.trim();
  if (FLOAT_TEXT.test(trimmed)) return Number(trimmed.replaceAll('_', ''));
  const named = NAMED_FLOATS[trimmed.replace(/^[+-]/, '').toLowerCase()];
  return named !== undefined && trimmed.startsWith('-') ? -named : named;
};

/** Rounds halves to the even neighbour at a number of decimal places, as Python's `round()` does. */
export const roundHalfEven = (value: number, places = 0): number => {
  if (!Number.isFinite(value)) return value;
  if (places > 0) return roundDecimal(value, places);
  const scale = 10 ** -places;
  const scaled = value / scale;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  return rounded * scale;
};

/** `toFixed` rounds by the exact binary value, and an exact half away from zero: only that half needs care. */
const roundDecimal = (value: number, places: number): number => {
  if (places > 100 || Math.abs(value) >= 1e21) return value;
  const exact = Math.abs(value).toFixed(Math.min(100, places + 60));
  const isHalf = /^50*$/.test(exact.slice(exact.indexOf('.') + 1 + places)) && places + 60 <= 100;
  const isEvenBefore = isHalf && Number(exact.charAt(exact.indexOf('.') + places)) % 2 === 0;
  const up = Number(Math.abs(value).toFixed(places));
  const rounded = isEvenBefore ? Number(exact.slice(0, exact.indexOf('.') + 1 + places)) : up;
  return Math.sign(value) * rounded;
};
