/** A list that prints in round brackets, as Python's pairs do. */
export class Tuple extends Array<unknown> {
  /** What `map` and the like make of it is an ordinary list. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** Makes a tuple of the given items. */
export const tupleOf = (...items: unknown[]): Tuple => {
  const tuple = new Tuple();
  tuple.push(...items);
  return tuple;
};
