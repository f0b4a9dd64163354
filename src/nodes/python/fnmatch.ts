import { codePointsOf } from './code-points.js';

/** One place of a shell pattern. */
type Place = { readonly kind: 'any' } | { readonly kind: 'run' } | ((character: string) => boolean);

/**
 * Makes a test for names out of a shell pattern as Python's `fnmatch` reads it: `*` stands for any characters, `?` for one,
 * `[abc]` for one of a set, `[!abc]` for one outside of it. Slashes and line breaks are characters like others.
 */
export const namePattern = (pattern: string): ((name: string) => boolean) => {
  const places = readPlaces(codePointsOf(pattern));
  return (name) => matches(places, codePointsOf(name));
};

/** The same without regard to letter case. */
export const namePatternIgnoringCase = (pattern: string): ((name: string) => boolean) => {
  const test = namePattern(pattern.toLowerCase());
  return (name) => test(name.toLowerCase());
};

const readPlaces = (pattern: readonly string[]): readonly Place[] => {
  const places: Place[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index] ?? '';
    const end = character === '[' ? endOfSet(pattern, index) : -1;
    if (character === '*') places.push({ kind: 'run' });
    else if (character === '?') places.push({ kind: 'any' });
    else if (end > 0) {
      places.push(readSet(pattern.slice(index + 1, end)));
      index = end;
    } else places.push((other) => other === character);
  }
  return places;
};

/** A bracket right after the opening one, or after its `!`, belongs to the set; a set without an end is plain text. */
const endOfSet = (pattern: readonly string[], start: number): number => {
  const first = pattern[start + 1] === '!' ? start + 2 : start + 1;
  return pattern.indexOf(']', first + 1);
};

const readSet = (set: readonly string[]): Place => {
  const isNegated = set[0] === '!';
  const items = isNegated ? set.slice(1) : set;
  const ranges: (readonly [string, string])[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const from = items[index] ?? '';
    const to = items[index + 1] === '-' ? items[index + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) index += 2;
  }
  return (character) =>
    ranges.some(([from, to]) => codeOf(from) <= codeOf(character) && codeOf(character) <= codeOf(to)) !== isNegated;
};

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;

/** Goes back to the last run only, so that the time is at most the product of both lengths. */
const matches = (places: readonly Place[], name: readonly string[]): boolean => {
  let place = 0;
  let at = 0;
  let back: { readonly place: number; at: number } | null = null;
  while (at < name.length) {
    const current = places[place];
    if (current && typeof current === 'object' && current.kind === 'run') {
      back = { place: place + 1, at };
      place += 1;
    } else if (current && fits(current, name[at] ?? '')) {
      place += 1;
      at += 1;
    } else if (back) {
      back.at += 1;
      place = back.place;
      at = back.at;
    } else return false;
  }
  return places.slice(place).every((rest) => typeof rest === 'object' && rest.kind === 'run');
};

const fits = (place: Place, character: string): boolean =>
  typeof place === 'function' ? place(character) : place.kind === 'any';
