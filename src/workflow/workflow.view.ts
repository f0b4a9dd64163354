import type { JsonObject } from '../common/json.js';
import type { GraphSchemas } from '../engine/graph-schemas.js';
import { requirementsOf } from './requirements.js';
import type { ExampleWorkflow, GraphJson, StoredWorkflow, WorkflowExtras } from './stored-workflow.js';

/** A workflow in lists. */
export interface WorkflowSummary {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly workflow_type: 'user';
}

/** An example in lists. */
export interface ExampleSummary {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly package_name: string;
  readonly path: string;
  readonly thumbnail_url: null;
  readonly required_providers: readonly string[];
  readonly required_models: readonly string[];
  readonly workflow_type: 'example';
}

/** A whole workflow. */
export interface WorkflowView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly access: string;
  readonly graph: GraphJson;
  /** Further keys of the NodeTool file that it came from. */
  readonly extras: WorkflowExtras;
  readonly input_schema: JsonObject;
  readonly output_schema: JsonObject;
  readonly created_at: string;
  readonly updated_at: string;
  readonly workflow_type: 'user' | 'example';
}

/** Shows a stored workflow in short. */
export const summarizeWorkflow = ({
  id,
  name,
  description,
  tags,
  createdAt,
  updatedAt,
}: StoredWorkflow): WorkflowSummary => ({
  id,
  name,
  description,
  tags,
  created_at: new Date(createdAt).toISOString(),
  updated_at: new Date(updatedAt).toISOString(),
  workflow_type: 'user',
});

/** Shows an example in short. */
export const summarizeExample = (example: ExampleWorkflow): ExampleSummary => {
  const { providers, models } = requirementsOf(example.graph);
  return {
    id: example.id,
    name: example.name,
    description: example.description,
    tags: example.tags,
    package_name: example.packageName,
    path: example.path,
    thumbnail_url: null,
    required_providers: providers,
    required_models: models,
    workflow_type: 'example',
  };
};

/** Shows a workflow in full. */
export const viewWorkflow = (workflow: StoredWorkflow, schemas: GraphSchemas): WorkflowView => ({
  id: workflow.id,
  name: workflow.name,
  description: workflow.description,
  tags: workflow.tags,
  access: workflow.access,
  graph: workflow.graph,
  extras: workflow.extras,
  input_schema: schemas.input,
  output_schema: schemas.output,
  created_at: new Date(workflow.createdAt).toISOString(),
  updated_at: new Date(workflow.updatedAt).toISOString(),
  workflow_type: workflow.kind,
});
