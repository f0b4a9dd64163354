import { isRecord } from '../../../common/json.js';

const HEX = /^#?([0-9a-f]{6})([0-9a-f]{2})?$/i;
const SHORT = /^#?([0-9a-f])([0-9a-f])([0-9a-f])$/i;

/**
 * Writes a colour as ffmpeg reads it, `0xRRGGBB`.
 *
 * @throws Error when it isn't written in hexadecimal digits
 */
export const colorOf = (value: unknown, preset: string): string => {
  const given = isRecord(value) ? value['value'] : value;
  const text = typeof given === 'string' && given !== '' ? given : preset;
  const hex =
    HEX.exec(text)?.[1] ??
    SHORT.exec(text)
      ?.slice(1)
      .map((digit) => digit + digit)
      .join('');
  if (hex === undefined) throw new Error(`${JSON.stringify(text)} is no colour; write it as #RRGGBB`);
  return `0x${hex}`;
};
