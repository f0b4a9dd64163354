/**
 * Ends a `switch` over a closed union: a missing case is a compile error, an impossible value throws.
 *
 * @throws TypeError when a value outside the union arrives at run time
 */
export const assertNever = (value: never): never => {
  throw new TypeError(`unexpected value of a closed union: ${String(value)}`);
};
