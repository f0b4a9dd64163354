import { describe, expect, it } from '@jest/globals';

import type { PreparedGraph } from '../../src/engine/engine.js';
import { prepareGraph, runGraph } from '../../src/engine/engine.js';
import { builtinCatalogue } from '../../src/nodes/catalogue.js';
import { TrialAssets } from '../../src/nodes/trial-assets.js';
import { readCorpus } from './corpus.js';

interface GoldenGraph {
  readonly graph: unknown;
  readonly params: Readonly<Record<string, unknown>>;
  readonly status: string;
  readonly outputs: Readonly<Record<string, unknown[]>>;
  readonly error?: string | null;
}

/** What we give where the reference engine gives something that its users would call wrong. */
const DIFFERENCES: Readonly<
  Record<string, { readonly why: string; readonly outputs?: unknown; readonly refusal?: RegExp }>
> = {
  foreach_index_and_item: { why: 'item and index of one iteration are paired', outputs: { out: [['0:a', '1:b']] } },
  if_stream_condition_per_item: {
    why: 'each item meets its own condition',
    outputs: { yes: [['a', 'c']], no: [['b']] },
  },
  nested_foreach_flat: {
    why: 'an empty list that arrives is an empty list, and only the inner iteration is closed',
    outputs: { out: [[1, 2], [3], []] },
  },
  make_dict_to_json: {
    why: 'entries stand in the order of the edges, not of arrival',
    outputs: {
      dict: [{ k: null, score: 2.25, name: 'Ann', ok: true }],
      json: ['{"k": null, "name": "Ann", "score": 2.25, "ok": true}'],
    },
  },
  svg_document: {
    why: 'a file among the outputs becomes an asset',
    outputs: { out: [expect.objectContaining({ type: 'svg', asset_id: 'trial-1', content_type: 'image/svg+xml' })] },
  },
  text_collect: { why: 'the first item is kept', outputs: { out: ['x,y,z'] } },
  repeat_values: { why: 'equal values that follow one another are kept', outputs: { out: [1, 1, 2, 2, 1] } },
  haslength: { why: 'the bounds count when no exact length is set', outputs: { out: [true] } },
  indexof: { why: 'no end means the end of the text', outputs: { out: [2] } },
  string_max_length_ignored: { why: 'bounds of inputs are enforced', refusal: /at most 3/ },
  int_out_of_range: { why: 'bounds of inputs are enforced', refusal: /largest value is 100/ },
  params_wrong_types: { why: 'a parameter of a wrong type is refused', refusal: /'i' takes int/ },
  params_null: { why: 'a null parameter counts as not given', outputs: { out: ['dflt'] } },
  control_edge_from_plain_node: {
    why: 'what can not control others is refused by name',
    refusal: /can not control others/,
  },
  control_cycle: {
    why: 'every finding is reported at once',
    refusal: /Circular control dependency detected: a -> b -> a/,
  },
};

const corpus = readCorpus<GoldenGraph>('goldens-graphs.json');

const run = (prepared: PreparedGraph, params: GoldenGraph['params']) =>
  runGraph({
    graph: prepared,
    params,
    signal: new AbortController().signal,
    emit: () => {},
    services: { assets: new TrialAssets() },
  });

const rows = Object.entries(corpus.data).map(([name, golden]) => {
  const prepared = prepareGraph(golden.graph, builtinCatalogue);
  const isRefused = prepared.problems.some(({ code }) => code === 'UNKNOWN_NODE_TYPE');
  const difference = DIFFERENCES[name];
  const refusal = isRefused ? /Node type not found/ : difference?.refusal;
  const why = isRefused ? 'its node types come later' : difference?.why;
  return { title: why ? `${name}: ${why}` : name, prepared, golden, difference, refusal };
});
const refused = rows.filter(({ refusal }) => refusal);
const given = rows.filter(({ refusal }) => !refusal);
const block = corpus.isPresent ? describe : describe.skip;

block('recorded graphs (CORPUS_DIR names their folder)', () => {
  it('hold every named difference', () => {
    expect(Object.keys(DIFFERENCES).filter((name) => !(name in corpus.data))).toEqual([]);
  });

  if (refused.length > 0) {
    it.each(refused)('refuse $title', async ({ prepared, golden, refusal }) => {
      await expect(run(prepared, golden.params)).rejects.toThrow(refusal);
    });
  }

  if (given.length > 0) {
    it.each(given)('give the recorded result for $title', async ({ prepared, golden, difference }) => {
      const outcome = await run(prepared, golden.params);
      expect(outcome.outputs).toEqual(difference?.outputs ?? golden.outputs);
      expect(outcome.status).toBe(golden.status);
      expect(outcome.error?.message ?? '').toContain(golden.error ?? '');
    });
  }
});
