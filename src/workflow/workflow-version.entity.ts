import { Entity } from 'typeorm';

import { IdColumn, IntColumn, JsonColumn, TextColumn, TimeColumn } from '../database/columns.js';
import type { GraphJson } from './stored-workflow.js';

/** Why a version was kept: so far only because its owner saved the workflow. */
export type SaveType = 'manual';

/** What a workflow held after one of its saves. */
@Entity({ name: 'workflow_versions' })
export class WorkflowVersionRow {
  @IdColumn()
  readonly id: string = '';

  @TextColumn({ name: 'workflow_id' })
  readonly workflowId: string = '';

  /** Counts the saves of this workflow, from 1; numbers are never given twice. */
  @IntColumn()
  readonly version: number = 0;

  @TextColumn()
  readonly name: string = '';

  @TextColumn()
  readonly description: string = '';

  @JsonColumn<GraphJson>()
  readonly graph: GraphJson = { nodes: [], edges: [] };

  @TextColumn({ name: 'save_type' })
  readonly saveType: SaveType = 'manual';

  @TimeColumn({ name: 'created_at' })
  readonly createdAt: number = 0;
}
