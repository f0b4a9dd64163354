/** Who may see a workflow: its owner, or everybody. */
export const WORKFLOW_ACCESS = ['private', 'public'] as const;
export type WorkflowAccess = (typeof WORKFLOW_ACCESS)[number];

/** A graph as it is stored: NodeTool's form, with whatever further keys its author's editor keeps there. */
export interface GraphJson {
  readonly nodes: readonly unknown[];
  readonly edges: readonly unknown[];
  readonly [key: string]: unknown;
}

/** What a NodeTool workflow file holds besides what this program works with: kept as it is, for the way back. */
export type WorkflowExtras = Readonly<Record<string, unknown>>;

/** A workflow, be it a user's own or an example that ships with this program. */
export interface StoredWorkflow {
  readonly id: string;
  readonly kind: 'user' | 'example';
  /** Null for an example: it is everybody's. */
  readonly userId: string | null;
  readonly access: WorkflowAccess;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly graph: GraphJson;
  readonly extras: WorkflowExtras;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An example together with where it comes from. */
export interface ExampleWorkflow extends StoredWorkflow {
  readonly kind: 'example';
  readonly packageName: string;
  /** File name within the package's `examples` folder. */
  readonly path: string;
}
