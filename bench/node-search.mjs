/** Search over thousands of node types: our index beside MiniSearch over the same texts. */
import MiniSearch from 'minisearch';

import { defineNodeType } from '../dist/engine/node-type.js';
import { NodeSearch } from '../dist/node-registry/node-search.js';
import { namespaceOf } from '../dist/node-registry/node-metadata.js';
import { builtinTypes } from '../dist/nodes/catalogue.js';
import { assertSame, measureInTurn, times } from './support/measure.mjs';
import { digits, report, say } from './support/report.mjs';

const TYPES = 5000;
const ROUNDS = 20;
const TARGET_MS = 5;
/** Words as people type them: common and rare ones, beginnings, typing errors. */
const QUERIES = [
  ['text'],
  ['concat', 'text'],
  ['split list into chunks'],
  ['tempalte'],
  ['json', 'parse', 'path'],
  ['dat'],
];

/** The built-in types again and again, each time in a namespace of its own. */
const types = Array.from({ length: TYPES }, (_, index) => {
  const source = builtinTypes[index % builtinTypes.length];
  const copy = Math.floor(index / builtinTypes.length);
  const { title, description, tags } = source;
  return defineNodeType({
    type: `p${copy}.${source.type}`,
    title: `${title} ${copy}`,
    description,
    tags,
    process: () => null,
  });
});

say(`${TYPES} node types`);
const ours = new NodeSearch(types);
const peer = new MiniSearch({
  idField: 'type',
  fields: ['title', 'type', 'tags', 'namespace', 'description'],
  searchOptions: { boost: { title: 10, type: 6, tags: 3, namespace: 2 }, prefix: true, fuzzy: 0.2 },
});
peer.addAll(
  types.map((nodeType) => ({ ...nodeType, tags: nodeType.tags.join(' '), namespace: namespaceOf(nodeType.type) })),
);

const askOurs = async () => {
  for (const words of QUERIES) assertSame(words.join(' '), ours.find({ words, limit: 10 }).length, 10);
};
const askPeer = async () => {
  for (const words of QUERIES) assertSame(words.join(' '), peer.search(words.join(' ')).slice(0, 10).length, 10);
};
const measured = await measureInTurn({ ours: times(ROUNDS, askOurs), peer: times(ROUNDS, askPeer) });
const millis = ({ elapsedMs }) => elapsedMs / ROUNDS / QUERIES.length;
const ms = millis(measured.ours);
report({
  what: `search among ${digits(TYPES)} node types`,
  ours: `${digits(ms)} ms`,
  limit: `${digits(millis(measured.peer))} ms (MiniSearch)`,
  ratio: millis(measured.peer) / ms,
  target: `${TARGET_MS} ms`,
  isReached: ms < TARGET_MS,
});
