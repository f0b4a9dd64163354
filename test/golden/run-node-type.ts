import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { isRecord } from '../../src/common/json.js';
import type { EngineUpdate } from '../../src/engine/engine-update.js';
import { prepareGraph, runGraph } from '../../src/engine/engine.js';
import type { NodeType } from '../../src/engine/node-type.js';
import type { NodeServices } from '../../src/engine/services/node-services.js';
import { builtinCatalogue } from '../../src/nodes/catalogue.js';
import { TrialAssets } from '../../src/nodes/trial-assets.js';
import { corpusFile } from './corpus.js';
import { decodeGolden, isSameValue } from './golden-values.js';

/** One recorded run of a single graph node by the reference engine. */
export interface GoldenCase {
  readonly node_type: string;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly dynamic_properties?: Readonly<Record<string, unknown>> | null;
  readonly inputs?: Readonly<Record<string, { readonly stream: readonly unknown[] }>> | null;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly absent?: readonly string[];
  readonly error?: string;
  /** Statements that were run on a database file of the workspace before. */
  readonly fixture?: { readonly sqlite?: Readonly<Record<string, readonly string[]>> };
}

/** What a run gave: every value by output in order of arrival, or the text of the error. */
export type Outcome =
  | { readonly ok: true; readonly outputs: Readonly<Record<string, readonly unknown[]>> }
  | { readonly ok: false; readonly error: string };

/** What a golden spec covers and where it knowingly differs. Keys are `<node type> <case name>`. */
export interface GoldenScope {
  readonly types: readonly NodeType[];
  /** Namespaces that are covered whole: a case of a type that's neither in `types` nor in `leftOut` fails. */
  readonly namespaces: readonly string[];
  /** Node types of the namespaces that aren't built here. */
  readonly leftOut?: readonly string[];
  /** Cases whose outcome differs on purpose, with the reason. One that passes is a failure. */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** Cases that fail as recorded but with another text, with the reason. */
  readonly otherErrorTexts?: Readonly<Record<string, string>>;
  /** Makes the world outside that a case sees. Default: nothing. */
  readonly services?: (golden: GoldenCase) => Promise<Partial<NodeServices>>;
}

/** Errors that the reference raises while it loads a graph: our texts name the same property in other words. */
const LOAD_ERRORS = ['Failed to load node', 'Graph contains errors', 'All InputNode', 'Missing inputs'];

/** Declares one test per recorded case of the scope, or a skipped block when the corpus isn't there. */
export const describeGoldens = (scope: GoldenScope): void => {
  const file = corpusFile('goldens-nodes.json');
  const isPresent = existsSync(file);
  const block = isPresent ? describe : describe.skip;
  const place = isPresent ? '' : ` (no corpus at ${file}; CORPUS_DIR names another folder)`;
  block(`recorded cases${place}`, () => {
    declareCases(isPresent ? readCases(file, scope.namespaces) : [], scope);
  });
};

const readCases = (file: string, namespaces: readonly string[]): GoldenCase[] => {
  // The corpus is data that we decode ourselves: its shape is the interface above.
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: GoldenCase[] };
  return cases.filter((golden) => namespaces.includes(namespaceOf(golden.node_type)));
};

const declareCases = (cases: readonly GoldenCase[], scope: GoldenScope): void => {
  const types = new Map(scope.types.map((type) => [type.type, type]));
  it('cover every node type of the namespaces and name only cases that exist', () => {
    const known = new Set([...types.keys(), ...(scope.leftOut ?? [])]);
    expect(cases.map((golden) => golden.node_type).filter((type) => !known.has(type))).toEqual([]);
    const ids = new Set(cases.map(idOf));
    const named = Object.keys({ ...scope.exceptions, ...scope.otherErrorTexts });
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });
  const rows = cases.flatMap((golden) => {
    const type = types.get(golden.node_type);
    return type ? [{ title: titleOf(golden, scope), type, golden }] : [];
  });
  if (rows.length === 0) return;
  it.each(rows)('$title', async ({ type, golden }) => {
    const { actual, expected } = judge(await runNodeType(type, golden, await scope.services?.(golden)), golden, scope);
    expect(actual).toEqual(expected);
  });
};

const titleOf = (golden: GoldenCase, scope: GoldenScope): string => {
  const reason = scope.exceptions?.[idOf(golden)] ?? scope.otherErrorTexts?.[idOf(golden)];
  return reason ? `${idOf(golden)} differs: ${reason}` : idOf(golden);
};

/** Two values that are equal exactly when the outcome is the one that the case, or its exception, asks for. */
const judge = (outcome: Outcome, golden: GoldenCase, scope: GoldenScope): { actual: unknown; expected: unknown } => {
  const expected = outcomeOf(golden);
  const isSame =
    outcome.ok && expected.ok
      ? isSameValue(outcome.outputs, expected.outputs)
      : !outcome.ok && !expected.ok && (outcome.error === expected.error || raisedAtLoad(expected.error));
  if (idOf(golden) in (scope.otherErrorTexts ?? {})) {
    const bothFail = !outcome.ok && !expected.ok;
    return { actual: { outcome, bothFail, isSame }, expected: { outcome, bothFail: true, isSame: false } };
  }
  if (idOf(golden) in (scope.exceptions ?? {}))
    return { actual: { outcome, isSame }, expected: { outcome, isSame: false } };
  return { actual: { outcome: isSame ? expected : outcome, isSame }, expected: { outcome: expected, isSame: true } };
};

/** Runs a case as the reference ran it: a graph of one graph node, each output led into an output node of its own. */
export const runNodeType = async (
  type: NodeType,
  golden: GoldenCase,
  services: Partial<NodeServices> = {},
): Promise<Outcome> => {
  const prepared = prepareGraph(graphOf(type, golden), builtinCatalogue);
  let raised = '';
  const emit = (update: EngineUpdate): void => {
    if (update.type === 'node_update' && update.status === 'error') raised = update.error ?? '';
  };
  try {
    const assets = new TrialAssets();
    const { signal } = new AbortController();
    const world = { assets, ...services };
    const outcome = await runGraph({ graph: prepared, params: {}, signal, emit, services: world });
    if (outcome.status !== 'completed') return { ok: false, error: raised };
    const outputs = await Promise.all(
      Object.entries(withoutNulls(outcome.outputs)).map(async ([name, values]) => {
        return [name, await Promise.all(values.map((value) => withContent(value, assets)))] as const;
      }),
    );
    return { ok: true, outputs: Object.fromEntries(outputs) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
};

/** The reference records files with their bytes; here an output holds them as assets. */
const withContent = async (value: unknown, assets: TrialAssets): Promise<unknown> => {
  if (Array.isArray(value)) return await Promise.all(value.map((item) => withContent(item, assets)));
  const id = isRecord(value) ? value['asset_id'] : null;
  if (!isRecord(value) || typeof id !== 'string' || !id.startsWith('trial-')) return value;
  return { type: value['type'], uri: '', asset_id: null, data: await assets.read(value), metadata: null };
};

const graphOf = (type: NodeType, golden: GoldenCase): unknown => {
  const { data, dynamic_properties: dynamicProperties } = golden;
  const tested = {
    id: 'n',
    type: type.type,
    data: decodeGolden(data),
    dynamic_properties: decodeGolden(dynamicProperties ?? {}),
  };
  const feeds = Object.keys(golden.inputs ?? {}).flatMap((handle) => [
    { id: `list ${handle}`, type: 'nodetool.constant.List', data: { value: streamOf(golden, handle) } },
    { id: `each ${handle}`, type: 'nodetool.control.ForEach', data: {} },
  ]);
  const sinks = Object.keys(type.outputs).map((name) => ({
    id: `sink ${name}`,
    type: 'nodetool.output.Output',
    data: { name },
  }));
  const edges = [
    ...Object.keys(golden.inputs ?? {}).flatMap((handle) => [
      edge(`list ${handle}`, 'output', `each ${handle}`, 'input_list'),
      edge(`each ${handle}`, 'output', 'n', handle),
    ]),
    ...Object.keys(type.outputs).map((name) => edge('n', name, `sink ${name}`, 'value')),
  ];
  return { nodes: [tested, ...feeds, ...sinks], edges };
};

const edge = (source: string, sourceHandle: string, target: string, targetHandle: string) => ({
  source,
  sourceHandle,
  target,
  targetHandle,
});

const streamOf = (golden: GoldenCase, handle: string): unknown[] =>
  (golden.inputs?.[handle]?.stream ?? []).map(decodeGolden);

/** The reference carries no null from one graph node to the next, so none is ever recorded. */
const withoutNulls = (outputs: Readonly<Record<string, readonly unknown[]>>): Record<string, readonly unknown[]> =>
  Object.fromEntries(
    Object.entries(outputs)
      .map(([name, values]) => [name, values.filter((value) => value !== null)] as const)
      .filter(([, values]) => values.length > 0),
  );

const outcomeOf = (golden: GoldenCase): Outcome => {
  if (golden.error !== undefined) return { ok: false, error: golden.error };
  const outputs: Record<string, readonly unknown[]> = {};
  for (const [name, value] of Object.entries(golden.outputs ?? {})) {
    if (value !== null) outputs[name] = arrivalsOf(value);
  }
  return { ok: true, outputs };
};

const arrivalsOf = (value: unknown): readonly unknown[] => {
  const isStream = typeof value === 'object' && value !== null && 'stream' in value && Array.isArray(value.stream);
  return isStream ? (value.stream as unknown[]).map(decodeGolden) : [decodeGolden(value)];
};

const namespaceOf = (type: string): string => type.slice(0, type.lastIndexOf('.'));

const idOf = (golden: GoldenCase): string => `${golden.node_type} ${golden.name}`;

const raisedAtLoad = (text: string): boolean => LOAD_ERRORS.some((beginning) => text.startsWith(beginning));
