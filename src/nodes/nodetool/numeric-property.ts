import type { Property } from '../../engine/property.js';
import { of } from '../../engine/property.js';

/** A number property that also takes truth values, as NodeTool's `int|float` does: they count as 1 and 0. */
export const numeric = (value = 0, options: Pick<Property, 'title' | 'description'> = {}): Property<number | boolean> =>
  of<number | boolean>('int|float', value, options);
