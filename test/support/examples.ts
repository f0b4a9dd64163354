import { readdirSync, readFileSync } from 'node:fs';

import type { PreparedGraph, RunOutcome } from '../../src/engine/engine.js';
import { prepareGraph, runGraph } from '../../src/engine/engine.js';
import type { EngineUpdate } from '../../src/engine/engine-update.js';
import { builtinCatalogue } from '../../src/nodes/catalogue.js';

/** A graph node as an example's file holds it. */
export interface StoredNode {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly ui_properties: { readonly title: string; readonly position: { readonly x: number; readonly y: number } };
}

/** An example as its file holds it. */
export interface StoredWorkflow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly access: string;
  readonly graph: {
    readonly nodes: readonly StoredNode[];
    readonly edges: readonly { readonly id: string; readonly source: string; readonly target: string }[];
  };
}

/** The folder that holds the examples. */
export const EXAMPLES = new URL('../../examples/', import.meta.url);

/** Names of the examples' files without their ending. */
export const EXAMPLE_SLUGS: readonly string[] = readdirSync(EXAMPLES)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace(/\.json$/, ''));

/** Reads an example. */
export const loadExample = (slug: string): StoredWorkflow =>
  // These are files of the repository: the tests check that they hold what the interface says.
  JSON.parse(readFileSync(new URL(`${slug}.json`, EXAMPLES), 'utf8')) as StoredWorkflow;

/** Checks and plans an example. */
export const prepareExample = (slug: string): PreparedGraph => prepareGraph(loadExample(slug).graph, builtinCatalogue);

/** Parameters or results by name. */
export type Values = Readonly<Record<string, unknown>>;

/** Runs an example with every random byte 0x11, adding what it reports to `updates`. */
export const runExample = (slug: string, params: Values = {}, updates: EngineUpdate[] = []): Promise<RunOutcome> =>
  runGraph({
    graph: prepareExample(slug),
    params,
    signal: new AbortController().signal,
    emit: (update) => void updates.push(update),
    randomBytes: (count) => new Uint8Array(count).fill(0x11),
  });

/**
 * Runs an example to its end.
 *
 * @returns the value of each output
 * @throws Error when the run doesn't complete or an output gets more than one value
 */
export const resultOf = async (slug: string, params: Values = {}): Promise<Values> => {
  const { status, error, outputs } = await runExample(slug, params);
  const hasSeveral = Object.values(outputs).some((values) => values.length !== 1);
  if (status !== 'completed' || hasSeveral)
    throw new Error(`${slug} ended ${JSON.stringify({ status, error, outputs })}`);
  return Object.fromEntries(Object.entries(outputs).map(([name, [value]]) => [name, value]));
};
