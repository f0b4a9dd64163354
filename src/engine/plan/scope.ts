/**
 * The iterations that a value descends from, outermost first; each is named by the graph node that opened it.
 * The empty scope is the run itself. A scope is known before anything runs, from the node types alone.
 */
export type Scope = readonly string[];

/** Tells whether `outer` encloses `inner`, or is the same. */
export const encloses = (outer: Scope, inner: Scope): boolean =>
  outer.length <= inner.length && outer.every((iteration, depth) => inner[depth] === iteration);

/** The longest scope when each of them encloses the next longer one, else `null`: then some are independent. */
export const deepestOfChain = (scopes: readonly Scope[]): Scope | null => {
  const byDepth = scopes.toSorted((a, b) => a.length - b.length);
  const isChain = byDepth.every((scope, index) => encloses(byDepth[index - 1] ?? [], scope));
  return isChain ? (byDepth.at(-1) ?? []) : null;
};

/** The iterations that all scopes have in common. */
export const commonScope = (scopes: readonly Scope[]): Scope => {
  const [first = [], ...others] = scopes;
  const depth = first.findIndex((iteration, index) => others.some((scope) => scope[index] !== iteration));
  return depth < 0 ? first : first.slice(0, depth);
};

/**
 * The deepest scope that encloses every scope which isn't itself an enclosing one: from there on, independent
 * iterations begin.
 */
export const sharedScope = (scopes: readonly Scope[]): Scope => {
  let shared: Scope = [];
  for (;;) {
    const next = new Set(scopes.filter(({ length }) => length > shared.length).map((scope) => scope[shared.length]));
    const [only] = next;
    if (next.size !== 1 || only === undefined) return shared;
    shared = [...shared, only];
  }
};

/**
 * Scope of the list that several edges into one handle give: the iteration that all of them share is closed.
 */
export const gatheredScope = (scopes: readonly Scope[]): Scope => {
  const common = commonScope(scopes);
  return scopes.every(({ length }) => length === common.length) ? common.slice(0, -1) : common;
};
