import { Catalogue } from '../../src/engine/catalogue.js';
import type { NodeType } from '../../src/engine/node-type.js';
import { defineNodeType } from '../../src/engine/node-type.js';
import { any, list } from '../../src/engine/property.js';
import { nodetoolControlTypes } from '../../src/nodes/nodetool/control/types.js';
import { nodetoolOutputTypes } from '../../src/nodes/nodetool/output/types.js';
import type { Meaning, Steps, Tree, Values } from './naive-evaluator.js';
import { ABSENT, evaluate, gather, valuesOf } from './naive-evaluator.js';

/** One graph node in numbers: what it is, where its inputs come from, and a number of its own. */
export type Recipe = readonly [kind: number, a: number, b: number, setting: number];

/** A stored graph, with what it must give. */
export interface Puzzle {
  readonly graph: unknown;
  /** Types of its graph nodes. */
  readonly types: readonly string[];
  /** Every value per output name; thrown is `TooLargeError` where there would be very many. */
  readonly solve: () => Readonly<Record<string, readonly unknown[]>>;
}

/** A graph that would give more than a test wants to wait for. */
export class TooLargeError extends Error {}

const MAX_VALUES = 3000;

/** A small number made of any value, so that values stay small and yet tell what they are made of. */
const digest = (value: unknown): number =>
  Array.isArray(value)
    ? value.reduce((sum: number, item) => (sum * 7 + digest(item) + 1) % 101, value.length)
    : Number(value);
const mix = (a: unknown, b: unknown): number => (digest(a) * 3 + digest(b) + 1) % 101;

const base = { title: 'Test', description: '' } as const;

/** Delays of slow graph nodes; a test may put its own in. */
export const delays = { next: (): Promise<void> | null => null };

const own: readonly NodeType[] = [
  defineNodeType({
    ...base,
    type: 't.Mix',
    properties: { a: any(1), b: any(2) },
    outputs: { output: 'int' },
    process: ({ a, b }) => {
      const pause = delays.next();
      const result = { output: mix(a, b) };
      return pause ? pause.then(() => result) : result;
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Range',
    properties: { a: any(3) },
    outputs: { output: 'int', index: 'int' },
    *generate({ a }) {
      for (let index = 0; index < digest(a) % 4; index += 1) yield { output: (digest(a) + index) % 101, index };
    },
  }),
  defineNodeType({
    ...base,
    type: 't.Way',
    properties: { a: any(0) },
    outputs: { odd: 'any', even: 'any' },
    process: ({ a }) => (digest(a) % 2 === 1 ? { odd: a } : { even: a }),
  }),
  defineNodeType({
    ...base,
    type: 't.Sum',
    properties: { parts: list('any') },
    outputs: { output: 'int' },
    process: ({ parts }) => ({ output: digest(parts) }),
  }),
  defineNodeType({
    ...base,
    type: 't.Fragile',
    properties: { a: any(0) },
    outputs: { output: 'any' },
    process: ({ a }) => {
      if (digest(a) % 3 === 0) throw new Error('fragile');
      return { output: a };
    },
  }),
];

export const fuzzCatalogue = new Catalogue([...nodetoolControlTypes, ...nodetoolOutputTypes, ...own]);

/** A kind of graph node: its type, its handles, its outputs, and what it means. */
interface Kind {
  readonly type: string;
  readonly handles: readonly string[];
  readonly outputs: readonly string[];
  readonly defaults?: Values;
  readonly data?: (setting: number) => Values;
  readonly meaning: (setting: number) => Meaning;
}

const control = (name: string): string => `nodetool.control.${name}`;
const numbered = (items: Steps, isIn: (index: number) => boolean, start = 0): readonly Values[] =>
  items.map((output, index) => (isIn(index) ? { output, index: index - start } : {}));
const asList = (value: unknown): Steps => (Array.isArray(value) ? (value as Steps) : [value]);
const present = (steps: Steps): Steps => steps.filter((step) => step !== ABSENT);

const KINDS: readonly Kind[] = [
  {
    type: 't.Mix',
    handles: ['a', 'b'],
    outputs: ['output'],
    defaults: { a: 1, b: 2 },
    meaning: () => ({ kind: 'process', fire: ({ a, b }) => ({ output: mix(a, b) }) }),
  },
  {
    type: 't.Range',
    handles: ['a'],
    outputs: ['output', 'index'],
    meaning: () => ({
      kind: 'generate',
      fire: ({ a }) =>
        Array.from({ length: digest(a) % 4 }, (_, index) => ({ output: (digest(a) + index) % 101, index })),
    }),
  },
  {
    type: 't.Way',
    handles: ['a'],
    outputs: ['odd', 'even'],
    meaning: () => ({ kind: 'process', fire: ({ a }) => (digest(a) % 2 === 1 ? { odd: a } : { even: a }) }),
  },
  {
    type: control('ForEach'),
    handles: ['input_list'],
    outputs: ['output', 'index'],
    meaning: () => ({
      kind: 'generate',
      fire: ({ input_list: items }) => asList(items).map((output, index) => ({ output, index })),
    }),
  },
  {
    type: control('Collect'),
    handles: ['input_item'],
    outputs: ['output'],
    meaning: () => ({ kind: 'fold', handle: 'input_item', fold: (output) => ({ output }) }),
  },
  {
    type: control('Count'),
    handles: ['input_item'],
    outputs: ['output'],
    meaning: () => ({ kind: 'fold', handle: 'input_item', fold: ({ length }) => ({ output: length }) }),
  },
  {
    type: control('Last'),
    handles: ['input_item'],
    outputs: ['output'],
    meaning: () => ({
      kind: 'fold',
      handle: 'input_item',
      fold: (items) => (items.length > 0 ? { output: items.at(-1) } : {}),
    }),
  },
  {
    type: control('Take'),
    handles: ['input_item'],
    outputs: ['output', 'index'],
    data: (setting) => ({ n: setting % 3 }),
    meaning: (setting) => ({
      kind: 'scan',
      handle: 'input_item',
      scan: (items) => numbered(items, (index) => index < setting % 3),
    }),
  },
  {
    type: control('Drop'),
    handles: ['input_item'],
    outputs: ['output', 'index'],
    data: (setting) => ({ n: setting % 3 }),
    meaning: (setting) => ({
      kind: 'scan',
      handle: 'input_item',
      scan: (items) => numbered(items, (index) => index >= setting % 3, setting % 3),
    }),
  },
  {
    type: control('Chunk'),
    handles: ['input_item'],
    outputs: ['output', 'index'],
    data: (setting) => ({ size: 1 + (setting % 3) }),
    meaning: (setting) => ({
      kind: 'consume',
      streams: ['input_item'],
      consume: ({ input_item: steps = [] }) => {
        const items = present(steps);
        const size = 1 + (setting % 3);
        return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => ({
          output: items.slice(index * size, (index + 1) * size),
          index,
        }));
      },
    }),
  },
  {
    type: control('Zip'),
    handles: ['left', 'right'],
    outputs: ['left', 'right', 'index'],
    defaults: { left: 5, right: 6 },
    meaning: () => ({
      kind: 'consume',
      streams: ['left', 'right'],
      consume: ({ left = [], right = [] }, { left: isLeft, right: isRight }) =>
        Array.from({ length: isLeft || !isRight ? left.length : right.length }, (_, index) => ({
          left: isRight && !isLeft ? left[0] : left[index],
          right: isLeft && !isRight ? right[0] : (right[index] ?? ABSENT),
          index,
        })).filter((pair) => pair.left !== ABSENT && pair.right !== ABSENT),
    }),
  },
  {
    type: control('Cross'),
    handles: ['left', 'right'],
    outputs: ['left', 'right'],
    defaults: { left: 5, right: 6 },
    data: () => ({ max_output_count: 1_000_000 }),
    meaning: () => ({
      kind: 'consume',
      streams: ['left', 'right'],
      consume: ({ left = [], right = [] }) =>
        present(left).flatMap((one) => present(right).map((other) => ({ left: one, right: other }))),
    }),
  },
];

/** Types of which random graphs are made, besides inputs and outputs. */
export const fuzzTypes: readonly string[] = [
  ...KINDS.map(({ type }) => type),
  't.Sum',
  't.Fragile',
  control('TryCatch'),
  control('Loop'),
];

/** Builds a graph of the given graph nodes, each fed by earlier ones, and what it must give. */
export const puzzleOf = (recipes: readonly Recipe[]): Puzzle => new PuzzleMaker(recipes).make();

class PuzzleMaker {
  private readonly nodes: { readonly id: string; readonly type: string; readonly data: Values }[] = [
    { id: 'n0', type: 't.Range', data: { a: 3 } },
  ];
  private readonly edges: unknown[] = [];
  private readonly sources: (readonly [node: string, output: string])[] = [
    ['n0', 'output'],
    ['n0', 'index'],
  ];
  /** What each graph node adds to the trees, in the order of the graph. */
  private readonly steps: ((trees: Map<string, Tree>) => void)[] = [];

  constructor(private readonly recipes: readonly Recipe[]) {}

  make(): Puzzle {
    for (const [index, recipe] of this.recipes.entries()) this.add(`n${index + 1}`, recipe);
    const sinks = this.sources.map(([node, output]) => `${node}.${output}`);
    for (const [index, [node, output]] of this.sources.entries()) {
      this.nodes.push({ id: `o${index}`, type: 'nodetool.output.Output', data: { name: `${node}.${output}` } });
      this.connect(node, output, `o${index}`, 'value');
    }
    const types = this.nodes.map(({ type }) => type);
    return { graph: { nodes: this.nodes, edges: this.edges }, types, solve: () => this.solve(sinks) };
  }

  private solve(sinks: readonly string[]): Record<string, readonly unknown[]> {
    const items = [0, 1, 2].map((index) => ({ output: (3 + index) % 101, index }));
    const first = (name: 'output' | 'index'): Tree => ({ scope: ['n0'], root: items.map((item) => item[name]) });
    const trees = new Map<string, Tree>([
      ['n0.output', first('output')],
      ['n0.index', first('index')],
    ]);
    for (const step of this.steps) step(trees);
    const results: Record<string, readonly unknown[]> = {};
    for (const name of sinks) {
      const values = valuesOf(trees.get(name) ?? { scope: [], root: ABSENT });
      if (values.length > 0) results[name] = values;
    }
    return results;
  }

  private add(id: string, [kind, a, b, setting]: Recipe): void {
    const special = kind % (KINDS.length + 3);
    if (special === KINDS.length) return this.addSum(id, a, b);
    if (special === KINDS.length + 1) return this.addGuarded(id, a);
    if (special === KINDS.length + 2) return this.addLoop(id, a, b, setting);
    const chosen = KINDS[special];
    if (chosen) this.addKind(id, chosen, [a, b], setting);
  }

  private addKind(id: string, kind: Kind, numbers: readonly number[], setting: number): void {
    const isZipped = setting % 2 === 1;
    const { type, handles, outputs, defaults } = kind;
    this.nodes.push({
      id,
      type,
      data: { ...defaults, ...kind.data?.(setting) },
      ...(isZipped && { sync_mode: 'zip_all' }),
    });
    const feeds = handles.map((handle, index) => {
      const number = numbers[index] ?? 0;
      const isOpen = defaults !== undefined && number % 7 === 0;
      const source = isOpen ? null : this.source(number);
      if (source) this.connect(...source, id, handle);
      return [handle, source] as const;
    });
    const open = feeds.filter(([, source]) => !source).map(([handle]) => [handle, defaults?.[handle]] as const);
    const meaning = withFixed(kind.meaning(setting), Object.fromEntries(open));
    this.steps.push((trees) => {
      const inputs = new Map(
        feeds.flatMap(([handle, source]) => (source ? [[handle, tree(trees, source)] as const] : [])),
      );
      for (const [name, result] of evaluate(id, meaning, inputs, outputs, isZipped))
        keep(trees, `${id}.${name}`, result);
    });
    for (const name of outputs) this.sources.push([id, name]);
  }

  /** Several edges into one list. */
  private addSum(id: string, a: number, b: number): void {
    this.nodes.push({ id, type: 't.Sum', data: {} });
    const sources = [this.source(a), this.source(b)];
    for (const source of sources) this.connect(...source, id, 'parts');
    this.steps.push((trees) => {
      const parts = gather(sources.map((source) => tree(trees, source)));
      const fire = (values: Values): Values => ({ output: digest(values['parts']) });
      const results = evaluate(id, { kind: 'process', fire }, new Map([['parts', parts]]), ['output'], false);
      for (const [name, result] of results) keep(trees, `${id}.${name}`, result);
    });
    this.sources.push([id, 'output']);
  }

  /** Something that fails now and then, with a way out. */
  private addGuarded(id: string, a: number): void {
    const source = this.source(a);
    this.nodes.push({ id: `${id}f`, type: 't.Fragile', data: {} });
    this.nodes.push({ id, type: control('TryCatch'), data: { fallback: 50 } });
    this.connect(...source, `${id}f`, 'a');
    this.connect(`${id}f`, 'output', id, 'value');
    this.steps.push((trees) => {
      const fire = (values: Values): Values => ({ output: digest(values['a']) % 3 === 0 ? 50 : values['a'] });
      const inputs = new Map([['a', tree(trees, source)]]);
      const results = evaluate(id, { kind: 'process', fire }, inputs, ['output'], false);
      for (const [name, result] of results) keep(trees, `${id}.${name}`, result);
    });
    this.sources.push([id, 'output']);
  }

  /** A few laps, each of which mixes in a value from outside; a graph where that one changes within a lap is refused. */
  private addLoop(id: string, a: number, b: number, setting: number): void {
    const laps = 1 + (setting % 4);
    const [initial, outer] = [this.source(a), this.source(b)];
    this.nodes.push(
      { id, type: control('Loop'), data: { max_iterations: laps } },
      { id: `${id}b`, type: 't.Mix', data: {} },
    );
    this.connect(...initial, id, 'initial');
    this.connect(id, 'value', `${id}b`, 'a');
    this.connect(...outer, `${id}b`, 'b');
    this.connect(`${id}b`, 'output', id, 'next');
    this.steps.push((trees) => {
      const fire = ({ initial: start, outer: other }: Values): Values => ({
        done: Array.from({ length: laps }).reduce<unknown>((value) => mix(value, other), start),
      });
      const inputs = new Map([
        ['initial', tree(trees, initial)],
        ['outer', tree(trees, outer)],
      ]);
      for (const [name, result] of evaluate(id, { kind: 'process', fire }, inputs, ['done'], false)) {
        keep(trees, `${id}.${name}`, result);
      }
    });
    this.sources.push([id, 'done']);
  }

  private source(number: number): readonly [string, string] {
    return this.sources[number % this.sources.length] ?? ['n0', 'output'];
  }

  private connect(source: string, sourceHandle: string, target: string, targetHandle: string): void {
    this.edges.push({ source, sourceHandle, target, targetHandle });
  }
}

/** A value that no edge brings takes no part in bringing values together. */
const withFixed = (meaning: Meaning, fixed: Values): Meaning => {
  if (meaning.kind === 'process') return { ...meaning, fire: (inputs) => meaning.fire({ ...fixed, ...inputs }) };
  if (meaning.kind !== 'consume') return meaning;
  const steps = Object.fromEntries(Object.entries(fixed).map(([name, value]) => [name, [value]]));
  return {
    ...meaning,
    streams: meaning.streams.filter((name) => !Object.hasOwn(fixed, name)),
    consume: (streams, areIterated) => meaning.consume({ ...steps, ...streams }, areIterated),
  };
};

const tree = (trees: ReadonlyMap<string, Tree>, [node, output]: readonly [string, string]): Tree =>
  trees.get(`${node}.${output}`) ?? { scope: [], root: ABSENT };

const keep = (trees: Map<string, Tree>, name: string, result: Tree): void => {
  if (valuesOf(result).length > MAX_VALUES) throw new TooLargeError();
  trees.set(name, result);
};
