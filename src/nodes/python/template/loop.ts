import { isEqual } from '../equality.js';
import { Callable, Undefined } from './values.js';

/** What a template knows of a running loop: `loop.index`, `loop.first`, `loop.cycle(…)` and the like. */
export const loopOf = (items: readonly unknown[], index: number): Readonly<Record<string, unknown>> => ({
  index: index + 1,
  index0: index,
  revindex: items.length - index,
  revindex0: items.length - index - 1,
  first: index === 0,
  last: index === items.length - 1,
  length: items.length,
  depth: 1,
  depth0: 0,
  previtem: index > 0 ? items[index - 1] : new Undefined('there is no previous item'),
  nextitem: index + 1 < items.length ? items[index + 1] : new Undefined('there is no next item'),
  cycle: new Callable('cycle', (positional) => positional[index % Math.max(1, positional.length)]),
  changed: new Callable('changed', (positional) => index === 0 || !isEqual(positional[0], items[index - 1])),
});
