/**
 * Reads the pause that a provider asks for: `retry-after-ms`, or `Retry-After` as seconds or as a date.
 *
 * @returns milliseconds from 0; null when none is asked for or it can't be read
 */
export const retryAfterMsOf = (headers: Readonly<Record<string, string>>, now: number = Date.now()): number | null => {
  const ms = headers['retry-after-ms'];
  if (ms !== undefined && /^\d+(\.\d+)?$/.test(ms)) return Math.ceil(Number(ms));
  const text = headers['retry-after'];
  if (text === undefined) return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
};
