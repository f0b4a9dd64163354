import type { NodeRuns } from '../services/node-runs.js';

const refuse = (): Promise<never> => Promise.reject(new Error('this run can not run other graph nodes'));

/** What graph nodes get of a run that runs nothing inside of a firing. */
export const NO_RUNS: NodeRuns = {
  controlled: [],
  control: (nodeId) => Promise.reject(new Error(`no control edge leads to a graph node '${nodeId}'`)),
  nodeTypes: () => [],
  runNode: refuse,
  runGraph: refuse,
};
