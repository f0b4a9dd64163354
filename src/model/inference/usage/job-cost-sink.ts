import type { Statement } from '../../../database/statement.js';

/** Keeps the cost of jobs; implemented by whoever sees the jobs. */
export interface JobCostSink {
  /**
   * Makes the writes that add to the cost of jobs; they are committed together with the usage that they come from.
   *
   * @param costs billionths of a US dollar by job id
   */
  statementsFor(costs: ReadonlyMap<string, number>): readonly Statement[];
}
