/** A stored workflow, by what tells it from others and by what people call it. */
export interface WorkflowName {
  readonly id: string;
  readonly name: string;
}

/** How deep inside of other runs a run is. */
export interface Nesting {
  /** 0 for a job's own run. */
  readonly depth: number;
  /** The stored workflows around it, outermost first. */
  readonly workflows: readonly WorkflowName[];
}

/** Runs inside of one another, beyond which a graph more likely calls itself. */
const MAX_DEPTH = 16;

/** A job's own run. */
export const outermost = (workflow?: WorkflowName): Nesting => ({ depth: 0, workflows: workflow ? [workflow] : [] });

/**
 * Goes one run deeper.
 *
 * @param workflow the stored workflow that is to run, where it is one
 * @throws Error when that workflow runs already around this one, or when it gets too deep
 */
export const goDeeper = ({ depth, workflows }: Nesting, workflow?: WorkflowName): Nesting => {
  const chain = workflow ? [...workflows, workflow] : workflows;
  const path = chain.map(({ name, id }) => name || id).join(' -> ');
  if (workflow && workflows.some(({ id }) => id === workflow.id)) {
    throw new Error(`Workflow "${workflow.name || workflow.id}" can not run inside of itself: ${path}`);
  }
  if (depth >= MAX_DEPTH) {
    const where = path === '' ? '' : `: ${path}`;
    throw new Error(`Runs inside of one another may be at most ${MAX_DEPTH} deep${where}`);
  }
  return { depth: depth + 1, workflows: chain };
};
