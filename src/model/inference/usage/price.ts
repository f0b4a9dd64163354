import type { Static } from 'typebox';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const Usd = Type.Number({ minimum: 0, maximum: 1_000_000 });

/** What a model costs, in US dollars. What a call used and has no price makes its cost unknown. */
export const PriceSchema = Type.Object(
  {
    /** For a million tokens each. */
    input: Type.Optional(Usd),
    output: Type.Optional(Usd),
    /** Input that was read from the provider's cache; default the price of input. */
    cached_input: Type.Optional(Usd),
    /** Input that was written into it; default the price of input. */
    cache_write: Type.Optional(Usd),
    image: Type.Optional(Usd),
    million_characters: Type.Optional(Usd),
    audio_minute: Type.Optional(Usd),
  },
  { additionalProperties: false },
);
export type Price = Static<typeof PriceSchema>;

/** A file of prices. A key is `provider/model`; `*` at its end stands for any rest, and a longer key wins over a shorter one. */
export const PriceFileSchema = Type.Object(
  {
    comment: Type.Optional(Type.String()),
    sources: Type.Optional(Type.Array(Type.String())),
    date: Type.Optional(Type.String()),
    prices: Type.Record(Type.String(), PriceSchema),
  },
  { additionalProperties: false },
);
export type PriceFile = Static<typeof PriceFileSchema>;

/** The prices by their keys. */
export type PriceTable = Readonly<Record<string, Price>>;

/**
 * Reads the text of a file of prices.
 *
 * @throws Error with the first thing that is wrong
 */
export const parsePrices = (text: string): PriceTable => {
  const file: unknown = JSON.parse(text);
  // Compiled when it's needed: a process reads one or two of these files.
  const schema = Compile(PriceFileSchema);
  if (schema.Check(file)) return file.prices;
  const [error] = schema.Errors(file);
  const isUnknownField = error?.keyword === 'boolean';
  throw new Error(`${error?.instancePath || 'the file'} ${isUnknownField ? 'must not be there' : error?.message}`);
};

/** Finds the price of a model; a dated release costs what its undated name costs. Null when it isn't known. */
export const findPrice = (table: PriceTable, provider: string, model: string): Price | null => {
  const names = [model, model.replace(DATE, '')].map((name) => `${provider}/${name}`);
  const exact = names.find((name) => Object.hasOwn(table, name));
  if (exact !== undefined) return table[exact] ?? null;
  const patterns = Object.keys(table)
    .filter((key) => key.endsWith('*') && names.some((name) => name.startsWith(key.slice(0, -1))))
    .sort((one, other) => other.length - one.length);
  return table[patterns[0] ?? ''] ?? null;
};

/** `gpt-4o-2024-08-06`, `claude-sonnet-4-5-20250929`. */
const DATE = /-(\d{4}-\d{2}-\d{2}|\d{8})$/;
