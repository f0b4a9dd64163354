/** Collections of 10,000 and 100,000 vectors of 384 dimensions: writing, finding and recall, beside Chroma and LanceDB. */
import { assertSame, median, timeOf } from './support/measure.mjs';
import { digits, report, say } from './support/report.mjs';
import { openChroma, openLance, openPgvector, openSqlite } from './support/vector-peers.mjs';
import { makeVectors, nearestOf, recallOf } from './support/vectors.mjs';

const ROWS_PER_CALL = 1000;
const QUERIES = 50;
const WARM_UPS = 5;
const WANTED = 10;
const TARGETS = { rowsPerSecond: 20_000, queryMs: 8, pgQueryMs: 3, recall: 0.95 };

const rowsOf = (vectors) =>
  vectors.map((vector, index) => ({ id: `row-${index}`, document: `Row ${index} of the benchmark`, vector }));

/** Writes all rows: how many in a second, and what each took of this process, its threads included. */
const write = async (peer, vectors) => {
  const documents = rowsOf(vectors);
  const { cpuMicros, elapsedMs } = await timeOf(async () => {
    for (let from = 0; from < documents.length; from += ROWS_PER_CALL)
      await peer.add(documents.slice(from, from + ROWS_PER_CALL));
  });
  return { rowsPerSecond: (vectors.length / elapsedMs) * 1000, rowMicros: cpuMicros / vectors.length };
};

/** Puts each question to all peers in turn, so that a slow moment hits all of them. */
const ask = async (peers, queries, truth) => {
  const asked = peers.map((peer) => ({ peer, times: [], found: [] }));
  for (const query of queries.slice(0, WARM_UPS)) for (const { peer } of asked) await peer.find(query, WANTED);
  for (const query of queries) {
    for (const { peer, times, found } of asked) {
      const askedMs = performance.now();
      const ids = await peer.find(query, WANTED);
      times.push(performance.now() - askedMs);
      assertSame('rows found', ids.length, WANTED);
      found.push(ids.map((id) => Number(id.slice('row-'.length))));
    }
  }
  return asked.map(({ times, found }) => ({ queryMs: median(times), recall: recallOf(found, truth) }));
};

/** Writes and asks one store. */
const measure = async (open, { rows, queries }, truth) => {
  const peer = await open();
  try {
    const written = await write(peer, rows);
    const [answered] = await ask([peer], queries, truth);
    return { ...written, ...answered };
  } finally {
    await peer.close();
  }
};

const queryText = ({ queryMs, recall }) => `${digits(queryMs)} ms, recall ${recall.toFixed(3)}`;

const reportPeer = (what, ours, name, peer, { target, isReached }) => {
  report({
    what: `${what}, rows written`,
    ours: `${digits(ours.rowsPerSecond)}/s, ${digits(ours.rowMicros)} µs CPU`,
    limit: `${digits(peer.rowsPerSecond)}/s ${name}`,
    ratio: ours.rowsPerSecond / peer.rowsPerSecond,
    target: `≥ ${digits(TARGETS.rowsPerSecond)}/s`,
    isReached: ours.rowsPerSecond >= TARGETS.rowsPerSecond,
  });
  report({
    what: `${what}, nearest ten`,
    ours: queryText(ours),
    limit: `${queryText(peer)} ${name}`,
    ratio: peer.queryMs / ours.queryMs,
    target,
    isReached,
  });
};

const compare = async (count, isClustered, peers) => {
  const what = `collections: ${digits(count)} × 384${isClustered ? '' : ', pure noise'}`;
  say(what);
  const data = makeVectors({ count, queries: QUERIES, isClustered });
  const truth = data.queries.map((query) => nearestOf(data.rows, query, WANTED));
  const ours = await measure(openSqlite, data, truth);
  const target = {
    target: `≤ ${TARGETS.queryMs} ms, ≥ ${TARGETS.recall}`,
    isReached: ours.queryMs <= TARGETS.queryMs && ours.recall >= TARGETS.recall,
  };
  for (const [name, open] of Object.entries(peers))
    reportPeer(what, ours, name, await measure(open, data, truth), target);
};

/** Building HNSW in WebAssembly takes minutes for 100,000 rows, so that this is measured at 10,000 alone. */
const reportPgvector = async () => {
  const what = 'collections: pgvector in PGlite, 10,000 × 384';
  say(what);
  const data = makeVectors({ count: 10_000, queries: QUERIES, isClustered: true });
  const truth = data.queries.map((query) => nearestOf(data.rows, query, WANTED));
  const peer = await openPgvector();
  try {
    const { rowsPerSecond } = await write(peer, data.rows);
    const bare = await peer.openBare();
    const [ours, limit] = await ask([peer, bare], data.queries, truth);
    await bare.close();
    report({ what: `${what}, rows written`, ours: `${digits(rowsPerSecond)}/s` });
    report({
      what: `${what}, nearest ten`,
      ours: queryText(ours),
      limit: `${queryText(limit)} bare statement`,
      ratio: limit.queryMs / ours.queryMs,
      target: `≤ ${TARGETS.pgQueryMs} ms, ≥ ${TARGETS.recall}`,
      isReached: ours.queryMs <= TARGETS.pgQueryMs && ours.recall >= TARGETS.recall,
    });
  } finally {
    await peer.close();
  }
};

await compare(10_000, true, { Chroma: openChroma, LanceDB: openLance });
await compare(100_000, true, { Chroma: openChroma, LanceDB: openLance });
await compare(100_000, false, { LanceDB: openLance });
await reportPgvector();
