import type { Outputs } from '../node-type.js';
import type { PlannedGraph, PlannedNode } from '../plan/planned-graph.js';
import type { RunCheckpoints } from './checkpoint.js';
import { decodeValue } from './checkpoint-codec.js';
import { NodeMemory } from './node-memory.js';
import { TapeBudget } from './output-tape.js';
import type { RestorePlan } from './restore-plan.js';
import { NO_RECOLLECTION, planRestore, restoreFailure } from './restore-plan.js';

/** What a run knows of the one that was interrupted before it, and hands on to the one after it. */
export class RunMemory {
  private readonly plan: RestorePlan;
  private readonly budget = new TapeBudget();

  constructor(
    graph: PlannedGraph,
    private readonly checkpoints: RunCheckpoints,
  ) {
    this.plan = planRestore(graph, checkpoints.restored);
    for (const { data } of checkpoints.restored) this.budget.take(data?.length ?? 0);
  }

  /** Why the run must not go on, or null. */
  get failure(): ReturnType<typeof restoreFailure> | null {
    return this.plan.problem && restoreFailure(this.plan.problem);
  }

  /** What a finished graph node sent; undefined for one that has to run. */
  doneText({ graphNode }: PlannedNode): string | undefined {
    return this.plan.done.get(graphNode.id);
  }

  /** What graph nodes kept for the user before the interruption, by name. */
  saved(): readonly Outputs[] {
    // Only `NodeMemory.saved` writes these texts.
    return this.plan.saved.map((text) => decodeValue(text) as Outputs);
  }

  /** The memory of a graph node; inputs of the run need none, their values come with the job. */
  of(node: PlannedNode): NodeMemory | null {
    if (node.nodeType.role === 'input') return null;
    const past = this.plan.recollections.get(node.graphNode.id) ?? NO_RECOLLECTION;
    return new NodeMemory(node, past, this.checkpoints, this.budget);
  }
}
