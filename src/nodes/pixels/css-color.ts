import { isRecord } from '../../common/json.js';
import { loadSharp } from '../../common/sharp.js';
import { ValueError } from '../python/errors.js';

/** A colour with its opacity, each 0 to 255. */
export interface Rgba {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

/**
 * Reads a colour as style sheets spell it: `#ff8800`, `tomato`, `rgb(255, 136, 0)`, `none` for nothing.
 *
 * @param fallback what holds when none is chosen
 * @throws ValueError for anything else
 */
export const parseColor = async (value: unknown, fallback: string): Promise<Rgba> => {
  const spelled = isRecord(value) ? value['value'] : value;
  const text = typeof spelled === 'string' && spelled.trim() !== '' ? spelled.trim() : fallback;
  if (text === 'none' || text === 'transparent') return { red: 0, green: 0, blue: 0, alpha: 0 };
  const sharp = await loadSharp();
  try {
    const dot = sharp({ create: { width: 1, height: 1, channels: 4, background: text } });
    const [red = 0, green = 0, blue = 0, alpha = 255] = await dot.raw().toBuffer();
    return { red, green, blue, alpha };
  } catch (error) {
    throw new ValueError(`"${text}" is no colour: write it as #ff8800, or by its name`, { cause: error });
  }
};
