import { Entity } from 'typeorm';

import { IdColumn, JsonColumn, TextColumn, TimeColumn } from '../database/columns.js';
import type { GraphJson, WorkflowAccess, WorkflowExtras } from './stored-workflow.js';

/** A workflow that a user keeps here. */
@Entity({ name: 'workflows' })
export class WorkflowRow {
  @IdColumn({ name: 'workflow_id' })
  readonly workflowId: string = '';

  @TextColumn({ name: 'user_id' })
  readonly userId: string = '';

  @TextColumn()
  readonly access: WorkflowAccess = 'private';

  @TextColumn()
  readonly name: string = '';

  @TextColumn()
  readonly description: string = '';

  @JsonColumn<readonly string[]>()
  readonly tags: readonly string[] = [];

  @JsonColumn<GraphJson>()
  readonly graph: GraphJson = { nodes: [], edges: [] };

  /** Further keys of the file that it came from. */
  @JsonColumn<WorkflowExtras>()
  readonly extras: WorkflowExtras = {};

  /** Name, description and tags in lower case: what a query looks in. */
  @TextColumn({ name: 'search_text' })
  readonly searchText: string = '';

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;

  @TimeColumn({ name: 'updated_at' })
  readonly updatedAt: number = 0;
}

/** An example that was copied to the stored workflows once; deleting the copy doesn't bring it back. */
@Entity({ name: 'imported_examples' })
export class ImportedExampleRow {
  @IdColumn({ name: 'example_id' })
  readonly exampleId: string = '';

  @TimeColumn({ name: 'imported_at' })
  readonly importedAt: number = 0;
}
