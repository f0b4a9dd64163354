import type { Price } from './price.js';
import type { UsageAmounts } from './usage.contract.js';
import { NANOS_PER_USD } from './usage.contract.js';

const PER_MILLION = 1_000_000;
const MS_PER_MINUTE = 60_000;

/**
 * Works out what a call cost.
 *
 * @returns billionths of a US dollar; null when a price is missing for something that was used, or nothing is known of what was used
 */
export const costNanosOf = (amounts: UsageAmounts, price: Price | null): number | null => {
  if (price === null) return null;
  const costs = [...tokenCosts(amounts, price), ...otherCosts(amounts, price)];
  if (costs.length === 0 || costs.includes(null)) return null;
  const usd = costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
  return Math.round(usd * NANOS_PER_USD);
};

type Cost = number | null;

const tokenCosts = (
  { inputTokens, outputTokens, cachedTokens, cacheWriteTokens }: UsageAmounts,
  price: Price,
): Cost[] => {
  const cached = cachedTokens ?? 0;
  const written = cacheWriteTokens ?? 0;
  const fresh = inputTokens === null ? null : Math.max(0, inputTokens - cached - written);
  return [
    ...times(fresh, price.input, PER_MILLION),
    ...times(outputTokens, price.output, PER_MILLION),
    ...times(inputTokens === null ? null : cached, price.cached_input ?? price.input, PER_MILLION),
    ...times(inputTokens === null ? null : written, price.cache_write ?? price.input, PER_MILLION),
  ];
};

/** A model of pictures or sound is paid by tokens or by the piece; where a price is by tokens, the pieces are free. */
const otherCosts = ({ images, characters, audioMs }: UsageAmounts, price: Price): Cost[] => {
  const isByTokens = price.input !== undefined || price.output !== undefined;
  const piece = (amount: number | null, unitPrice: number | undefined, unit: number): Cost[] =>
    unitPrice === undefined && isByTokens ? [] : times(amount, unitPrice, unit);
  return [
    ...piece(images, price.image, 1),
    ...piece(characters, price.million_characters, PER_MILLION),
    ...piece(audioMs, price.audio_minute, MS_PER_MINUTE),
  ];
};

/** Nothing for an amount that isn't known; null for one that was used and has no price. */
const times = (amount: number | null, unitPrice: number | undefined, unit: number): Cost[] => {
  if (amount === null) return [];
  if (unitPrice === undefined) return amount === 0 ? [] : [null];
  return [(amount / unit) * unitPrice];
};
