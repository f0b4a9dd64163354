import type { Property } from '../../engine/property.js';
import { int, of } from '../../engine/property.js';
import { emptyValue } from '../nodetool/empty-values.js';

type Reference = Readonly<Record<string, unknown>>;

/** The property for a picture that a model looks at. */
export const pictureFor = (purpose: string): Property<Reference> =>
  of('image', emptyValue('image'), { description: `A picture ${purpose}.` });

/** The property for a sound that a model listens to. */
export const soundFor = (purpose: string): Property<Reference> =>
  of('audio', emptyValue('audio'), { description: `A sound ${purpose}.` });

/** The property that limits an answer. */
export const maxTokens = (value: number, max = 100_000): Property<number> =>
  int(value, { min: 1, max, description: 'Longest answer, in tokens.' });
