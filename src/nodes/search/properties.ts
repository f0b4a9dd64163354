import type { Property } from '../../engine/property.js';
import { int, str } from '../../engine/property.js';

/** What is searched for. */
export const query = str('', { description: 'What to search for.' });

/** How many results are given. */
export const count = (value = 10): Property<number> => int(value, { description: 'Largest number of results.' });

/** A place on earth that results are for. */
export const location = str('', { description: 'Place to search in, for example Berlin, Germany.' });

/** Id of a thing at a shop or site. */
export const idOf = (thing: string): Property<string> => str('', { description: `Id of the ${thing}.` });

/** A whole number that counts only when it is larger than 0. */
export const positive =
  (name: string) =>
  (values: Readonly<Record<string, unknown>>): number | null => {
    const value = values[name];
    return typeof value === 'number' && value > 0 ? value : null;
  };
