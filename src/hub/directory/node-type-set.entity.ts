import { Entity } from 'typeorm';

import { IdColumn, JsonColumn } from '../../database/columns.js';

/** A list of node types that one or more machines know, kept once. */
@Entity({ name: 'node_type_sets' })
export class NodeTypeSetRow {
  @IdColumn()
  readonly hash: string = '';

  @JsonColumn<readonly string[]>()
  readonly types: readonly string[] = [];
}
