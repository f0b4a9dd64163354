/** What to answer to a request that may ask for a part of some bytes; both ends of a part are included. */
export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

const RANGE = /^bytes=\s*(\d*)-(\d*)\s*$/i;

/**
 * Reads HTTP's `Range`. Several ranges and other units are answered with the whole, which every client must take.
 *
 * @param size bytes that there are
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
 */
export const readRange = (header: string | undefined, size: number): RangeAnswer => {
  const [, first = '', last = ''] = RANGE.exec(header ?? '') ?? [];
  if (first === '' && last === '') return { kind: 'whole' };
  if (first === '') return last === '' || Number(last) === 0 || size === 0 ? UNSATISFIABLE : suffix(Number(last), size);
  if (last !== '' && Number(last) < Number(first)) return { kind: 'whole' };
  if (Number(first) >= size) return UNSATISFIABLE;
  return { kind: 'part', start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
};

/** Tells whether an `If-None-Match` or `If-Range` names an entity tag, which is given in its quotes. */
export const namesTag = (header: string | undefined, tag: string): boolean =>
  (header ?? '').split(',').some((part) => [tag, '*'].includes(part.trim().replace(/^W\//, '')));

const UNSATISFIABLE: RangeAnswer = { kind: 'unsatisfiable' };

const suffix = (length: number, size: number): RangeAnswer => ({
  kind: 'part',
  start: Math.max(0, size - length),
  end: size - 1,
});
