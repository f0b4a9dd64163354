import { Entity } from 'typeorm';

import { BoolColumn, IdColumn, IntColumn, JsonColumn, TextColumn, TimeColumn } from '../../database/columns.js';
import type { ProtocolMode } from '../session/node-facts.js';

/** What a node said that it can do. */
export interface NodeCapabilities {
  readonly workflow_execution: boolean;
  readonly commands: readonly string[];
  /** Programs of the machine; absent when it didn't list them. */
  readonly programs?: readonly string[] | null;
}

/** A machine that has joined this hub at least once, as of its last registration. */
@Entity({ name: 'nodes' })
export class NodeRow {
  @IdColumn({ name: 'node_id' })
  readonly nodeId: string = '';

  @TextColumn()
  readonly protocol: ProtocolMode = 'v1';

  /** True for ids that a process draws at its start: they are forgotten after a while. */
  @BoolColumn({ name: 'is_generated_id' })
  readonly isGeneratedId: boolean = false;

  @TextColumn({ name: 'user_id', isNullable: true })
  readonly userId: string | null = null;

  /** Users that the node's token is bound to; null = every user. */
  @JsonColumn<readonly string[] | null>({ name: 'token_user_ids', isNullable: true })
  readonly tokenUserIds: readonly string[] | null = null;

  @JsonColumn<NodeCapabilities>()
  readonly capabilities: NodeCapabilities = { workflow_execution: false, commands: [] };

  @TextColumn({ name: 'node_types_hash', isNullable: true })
  readonly nodeTypesHash: string | null = null;

  @JsonColumn<Record<string, string>>()
  readonly labels: Readonly<Record<string, string>> = {};

  @JsonColumn<{ name: string; version: string } | null>({ isNullable: true })
  readonly software: { readonly name: string; readonly version: string } | null = null;

  @IntColumn({ name: 'max_concurrent' })
  readonly maxConcurrent: number = 0;

  @TextColumn({ name: 'instance_id', isNullable: true })
  readonly instanceId: string | null = null;

  @TimeColumn({ name: 'first_seen_at' })
  readonly firstSeenAt: number = 0;

  @TimeColumn({ name: 'connected_at' })
  readonly connectedAt: number = 0;

  @TimeColumn({ name: 'last_seen_at' })
  readonly lastSeenAt: number = 0;
}
