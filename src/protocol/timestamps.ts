/** The present moment as the protocol writes it: UTC with milliseconds and a `Z`. */
export const nowTimestamp = (): string => new Date().toISOString();

/**
 * Reads a timestamp of a peer. One without a zone is UTC: the reference node writes those.
 *
 * @returns epoch milliseconds, or null when the text is not a timestamp
 */
export const parseTimestamp = (text: string): number | null => {
  const match = TIMESTAMP.exec(text);
  if (match === null) {
    return null;
  }
  const [, date, time, zone = 'Z'] = match;
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? null : ms;
};

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:\d{2})?$/i;
