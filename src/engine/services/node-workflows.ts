/** Stored workflows that the run's user may see. */
export interface NodeWorkflows {
  /** @throws Error when there is none of this id */
  load(workflowId: string): Promise<{ readonly id: string; readonly name: string; readonly graph: unknown }>;
}
