/** The peer of the engine: the same graphs in LangGraph, with its stream of updates on. */
import { setMaxListeners } from 'node:events';

import { Annotation, END, START, StateGraph } from '@langchain/langgraph';

import { assertSame, measureInTurn } from '../support/measure.mjs';
import { serveParent } from '../support/parent.mjs';

const State = Annotation.Root({ value: Annotation({ reducer: (_before, after) => after, default: () => 0 }) });
const stateAddOne = async ({ value }) => ({ value: value + 1 });

const langGraphChain = (length) => {
  const graph = new StateGraph(State);
  const ids = Array.from({ length }, (_, index) => `n${index}`);
  for (const id of ids) graph.addNode(id, stateAddOne);
  for (const [index, id] of ids.entries()) graph.addEdge(index === 0 ? START : ids[index - 1], id);
  return graph.addEdge(ids.at(-1), END).compile();
};

const langGraphFanOut = (width) => {
  const graph = new StateGraph(State).addNode('source', stateAddOne).addEdge(START, 'source');
  for (let index = 0; index < width; index += 1) {
    graph.addNode(`n${index}`, stateAddOne).addEdge('source', `n${index}`).addEdge(`n${index}`, END);
  }
  return graph.compile();
};

const run = (graph, expectedUpdates) => async () => {
  let count = 0;
  for await (const update of await graph.stream(
    { value: 0 },
    { recursionLimit: expectedUpdates + 10, streamMode: 'updates' },
  )) {
    count += Object.keys(update).length;
  }
  assertSame('LangGraph', count, expectedUpdates);
};

const measure = async (subject) => {
  const { measured } = await measureInTurn({ measured: subject }, { rounds: 3, warmUps: 1 });
  return measured;
};

// A developer's own settings must not make it send traces anywhere.
for (const name of Object.keys(process.env)) if (/^LANG(SMITH|CHAIN)_/.test(name)) delete process.env[name];

// LangGraph listens to one abort signal with every graph node of a step.
setMaxListeners(0);

serveParent(
  {},
  {
    answers: {
      chain: ({ nodes }) => measure(run(langGraphChain(nodes), nodes)),
      fanOut: ({ nodes }) => measure(run(langGraphFanOut(nodes), nodes + 1)),
    },
    close: () => undefined,
  },
);
