/**
 * What a graph gives, said without an engine: each output is one nested list, a level for each iteration that it descends
 * from, and a graph node is a function from such lists to such lists. Nothing here runs at a time, waits or streams.
 */

/** Stands for a value that doesn't exist: filtered out, or on a branch that was not taken. */
export const ABSENT = Symbol('absent');

/** A value, `ABSENT`, or at an outer level a list of the same. */
export type Nested = unknown;

/** Everything that one output gives. */
export interface Tree {
  /** Names of the iterations, outermost first: one for each level of lists. */
  readonly scope: readonly string[];
  readonly root: Nested;
}

/** Values by name: of handles on the way in, of outputs on the way out. */
export type Values = Readonly<Record<string, unknown>>;

/** One step of a stream: its value or `ABSENT`. */
export type Steps = readonly unknown[];

/** What a type of graph node does, and how it stands to iterations. */
export type Meaning =
  | { readonly kind: 'process'; readonly fire: (inputs: Values) => Values }
  | { readonly kind: 'generate'; readonly fire: (inputs: Values) => readonly Values[] }
  | { readonly kind: 'fold'; readonly handle: string; readonly fold: (items: Steps) => Values }
  | { readonly kind: 'scan'; readonly handle: string; readonly scan: (items: Steps) => readonly Values[] }
  | {
      readonly kind: 'consume';
      readonly streams: readonly string[];
      readonly consume: (streams: Readonly<Record<string, Steps>>, areIterated: Values) => readonly Values[];
    };

/** Everything that a graph node gives, by output. */
export const evaluate = (
  id: string,
  meaning: Meaning,
  inputs: ReadonlyMap<string, Tree>,
  outputs: readonly string[],
  isZipped: boolean,
): ReadonlyMap<string, Tree> => {
  const trees = { process, generate, fold, scan, consume }[meaning.kind](id, meaning as never, inputs, isZipped);
  return new Map(outputs.map((name) => [name, project(trees, name)]));
};

/** The list that several edges into one handle give. */
export const gather = (trees: readonly Tree[]): Tree => {
  const scope = closedScope(trees);
  const [first] = trees;
  if (!first) return { scope: [], root: ABSENT };
  const areAlike = trees.every((tree) => isSame(tree.scope, first.scope)) && scope.length < first.scope.length;
  const root = walk(first.root, scope.length, (path) => {
    const columns = trees.map((tree) => leaves(at(tree, path), tree.scope.length - path.length));
    const rows = Math.max(...columns.map(({ length }) => length));
    const ordered = areAlike
      ? Array.from({ length: rows }, (_, row) =>
          columns.map((column) => (row < column.length ? column[row] : ABSENT)),
        ).flat()
      : columns.flat();
    const values = ordered.filter((value) => value !== ABSENT);
    const hasIterated = trees.some((tree) => tree.scope.length > path.length && at(tree, path) !== ABSENT);
    return values.length === 0 && !hasIterated ? ABSENT : values.flat();
  });
  return { scope, root };
};

/** All values of a tree, in order. */
export const valuesOf = ({ scope, root }: Tree): readonly unknown[] =>
  leaves(root, scope.length).filter((value) => value !== ABSENT);

type Of<K extends Meaning['kind']> = Extract<Meaning, { kind: K }>;
type Inputs = ReadonlyMap<string, Tree>;

const process = (id: string, { fire }: Of<'process'>, inputs: Inputs, isZipped: boolean): Tree =>
  mapLeaves(join(id, inputs, isZipped), (values) => fire(values));

const generate = (id: string, { fire }: Of<'generate'>, inputs: Inputs, isZipped: boolean): Tree => {
  const joined = join(id, inputs, isZipped);
  return { scope: [...joined.scope, id], root: mapLeaves(joined, (values) => fire(values)).root };
};

const fold = (id: string, { handle, fold: close }: Of<'fold'>, inputs: Inputs, isZipped: boolean): Tree => {
  const joined = join(id, inputs, isZipped);
  const scope = joined.scope.slice(0, -1);
  const root = walk(joined.root, scope.length, (path) => {
    const items = at(joined, path);
    if (joined.scope.length === 0) return close(itemsOf([items], handle));
    return items === ABSENT ? ABSENT : close(itemsOf(items as Steps, handle));
  });
  return { scope, root };
};

const itemsOf = (steps: Steps, handle: string): Steps =>
  steps.filter((step) => step !== ABSENT).map((step) => (step as Values)[handle]);

const scan = (id: string, { handle, scan: pass }: Of<'scan'>, inputs: Inputs, isZipped: boolean): Tree => {
  const joined = join(id, inputs, isZipped);
  const through = (steps: Steps): Steps => {
    const results = pass(itemsOf(steps, handle));
    let taken = 0;
    return steps.map((step) => (step === ABSENT ? ABSENT : results[taken++]));
  };
  if (joined.scope.length === 0) return { scope: [], root: through([joined.root])[0] };
  const root = walk(joined.root, joined.scope.length - 1, (path) => {
    const steps = at(joined, path);
    return steps === ABSENT ? ABSENT : through(steps as Steps);
  });
  return { scope: joined.scope, root };
};

const consume = (id: string, { streams, consume: read }: Of<'consume'>, inputs: Inputs): Tree => {
  const trees = streams.map((name) => inputs.get(name) ?? { scope: [], root: ABSENT });
  const scope = closedScope(trees);
  const root = walk(trees[0]?.root, scope.length, (path) => {
    if (trees.some((tree) => at(tree, path) === ABSENT)) return ABSENT;
    const steps = trees.map((tree) => leaves(at(tree, path), tree.scope.length - path.length));
    return read(
      Object.fromEntries(streams.map((name, index) => [name, steps[index] ?? []])),
      Object.fromEntries(streams.map((name, index) => [name, (trees[index]?.scope.length ?? 0) > path.length])),
    );
  });
  return { scope: [...scope, id], root };
};

/** Brings the values of all handles together: a record for each firing, `ABSENT` where there is none. */
const join = (id: string, inputs: Inputs, isZipped: boolean): Tree => {
  const entries = [...inputs];
  const byDepth = entries.toSorted(([, a], [, b]) => b.scope.length - a.scope.length);
  const deepest = byDepth[0]?.[1] ?? { scope: [], root: null };
  if (entries.every(([, tree]) => isPrefix(tree.scope, deepest.scope))) {
    return { scope: deepest.scope, root: walk(deepest.root, deepest.scope.length, (path) => recordAt(entries, path)) };
  }
  return meet(id, entries, isZipped);
};

const recordAt = (entries: readonly (readonly [string, Tree])[], path: readonly number[]): Nested => {
  const values = entries.map(([name, tree]) => [name, at(tree, path.slice(0, tree.scope.length))] as const);
  return values.some(([, value]) => value === ABSENT) ? ABSENT : Object.fromEntries(values);
};

/** Independent iterations: what they share goes on step by step, and in each step they are combined. */
const meet = (id: string, entries: readonly (readonly [string, Tree])[], isZipped: boolean): Tree => {
  const depth = sharedDepth(entries.map(([, tree]) => tree.scope));
  const held = entries.filter(([, tree]) => tree.scope.length <= depth);
  const apart = entries.filter(([, tree]) => tree.scope.length > depth);
  const names = [...new Set(apart.map(([, tree]) => tree.scope[depth]))];
  const groups = names.map((name, index) => {
    const own = apart.filter(([, tree]) => tree.scope[depth] === name);
    return join(`${id}/${index}`, new Map(index === 0 ? [...held, ...own] : own), isZipped);
  });
  const [leader = { scope: [], root: ABSENT }] = groups;
  const root = walk(leader.root, depth, (path) => {
    const lists = groups.map((group) =>
      leaves(at(group, path), group.scope.length - depth).filter((one) => one !== ABSENT),
    ) as Values[][];
    return isZipped ? zipped(lists) : inTurn(lists);
  });
  return { scope: [...leader.scope.slice(0, depth), `${id}~`], root };
};

const zipped = (lists: readonly (readonly Values[])[]): readonly Values[] =>
  Array.from({ length: Math.min(...lists.map(({ length }) => length)) }, (_, index) =>
    Object.assign({}, ...lists.map((list) => list[index])),
  );

/** Once with the first of each, then with the next of one after the other, until all are through. */
const inTurn = (lists: readonly (readonly Values[])[]): readonly Values[] => {
  if (lists.some(({ length }) => length === 0)) return [];
  const places = lists.map(() => 0);
  const now = (): Values => Object.assign({}, ...lists.map((list, index) => list[places[index] ?? 0]));
  const firings = [now()];
  while (lists.some((list, index) => (places[index] ?? 0) + 1 < list.length)) {
    for (const [index, list] of lists.entries()) {
      const next = (places[index] ?? 0) + 1;
      if (next >= list.length) continue;
      places[index] = next;
      firings.push(now());
    }
  }
  return firings;
};

/** The value or list at a place; `ABSENT` also where the way there is. */
const at = ({ root }: Tree, path: readonly number[]): Nested =>
  path.reduce<Nested>((node, index) => (Array.isArray(node) ? (node as unknown[])[index] : ABSENT), root);

/** Makes a list of the same shape, down to a depth, with something else at its places. */
const walk = (
  node: Nested,
  depth: number,
  make: (path: readonly number[]) => Nested,
  path: readonly number[] = [],
): Nested => {
  if (path.length === depth) return make(path);
  return Array.isArray(node) ? node.map((child, index) => walk(child, depth, make, [...path, index])) : ABSENT;
};

const mapLeaves = (tree: Tree, change: (values: Values) => unknown): Tree => ({
  scope: tree.scope,
  root: walk(tree.root, tree.scope.length, (path) => {
    const leaf = at(tree, path);
    return leaf === ABSENT ? ABSENT : change(leaf as Values);
  }),
});

const project = (tree: Tree, name: string): Tree =>
  mapLeaves(tree, (values) => (values[name] === undefined ? ABSENT : values[name]));

/** All places at the bottom, absent ones too; an iteration that never began has none. */
const leaves = (node: Nested, depth: number): readonly unknown[] => {
  if (depth === 0) return [node];
  return Array.isArray(node) ? node.flatMap((child) => leaves(child, depth - 1)) : [];
};

const isPrefix = (outer: readonly string[], inner: readonly string[]): boolean =>
  outer.length <= inner.length && outer.every((name, index) => inner[index] === name);

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && isPrefix(a, b);

/** Iterations that all have in common, without the innermost one where there is no other. */
const closedScope = (trees: readonly Tree[]): readonly string[] => {
  const scopes = trees.map(({ scope }) => scope);
  const [first = []] = scopes;
  const common = first.filter((_, index) => scopes.every((scope) => isPrefix(first.slice(0, index + 1), scope)));
  return scopes.every(({ length }) => length === common.length) ? common.slice(0, -1) : common;
};

/** Depth down to which all that goes as deep goes the same way. */
const sharedDepth = (scopes: readonly (readonly string[])[]): number => {
  let depth = 0;
  while (new Set(scopes.filter(({ length }) => length > depth).map((scope) => scope[depth])).size === 1) depth += 1;
  return depth;
};
