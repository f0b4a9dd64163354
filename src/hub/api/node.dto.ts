import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';

import { IntField, TextField } from '../../dispatch/fields.js';

const MAX_TIMEOUT_MS = 600_000;

/** Query of `GET /nodes`. */
export class ListNodesQuery {
  @TextField({ optional: true, max: 2_000, description: '`next` of the page before.' })
  readonly cursor?: string;

  @Type(() => Number)
  @IntField({ optional: true, min: 1, max: 1_000, description: 'Default 100.' })
  readonly limit?: number;
}

/** Query of `POST /nodes/{id}/commands/{command}`. */
export class CallCommandQuery {
  @Type(() => Number)
  @IntField({
    optional: true,
    min: 1,
    max: MAX_TIMEOUT_MS,
    description: 'Milliseconds to wait for the answer. Default 30,000.',
  })
  readonly timeout_ms?: number;
}

/** What a node can do. */
export class NodeCapabilitiesDto {
  @ApiProperty()
  readonly workflow_execution: boolean = false;

  @ApiProperty({ type: [String], description: 'For seed nodes only a hint: they may answer more.' })
  readonly commands: readonly string[] = [];

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Programs of the machine that node types may need; null when it did not say.',
  })
  readonly programs: readonly string[] | null = null;

  @ApiProperty({ type: Number, nullable: true, description: 'How many node types it knows; null when it did not say.' })
  readonly node_type_count: number | null = null;
}

/** How busy a node is. */
export class NodeLoadDto {
  @ApiProperty()
  readonly running: number = 0;

  @ApiProperty()
  readonly queued: number = 0;

  @ApiProperty()
  readonly max_concurrent: number = 0;
}

/** Name and version of a node's program. */
export class SoftwareDto {
  @ApiProperty()
  readonly name: string = '';

  @ApiProperty()
  readonly version: string = '';
}

const nullable = { nullable: true } as const;

/** States in which a node can be for its callers. */
export const NODE_STATES = ['ready', 'late', 'draining', 'unresponsive', 'offline'] as const;
export type NodeState = (typeof NODE_STATES)[number];

/** A machine that has joined the hub. */
export class NodeDto {
  @ApiProperty()
  readonly node_id: string = '';

  @ApiProperty({
    enum: NODE_STATES,
    description:
      'Only a `ready` node gets new work. `late`: silent for longer than expected; `unresponsive`: it sends heartbeats but doesn’t answer requests.',
  })
  readonly state: NodeState = 'offline';

  @ApiProperty({ type: String, ...nullable, description: 'Why a connected node gets no new work.' })
  readonly state_reason: string | null = null;

  @ApiProperty({ enum: ['seed', 'v1'] })
  readonly protocol: string = 'v1';

  @ApiProperty({ type: String, ...nullable })
  readonly user_id: string | null = null;

  @ApiProperty({ type: NodeCapabilitiesDto })
  readonly capabilities: NodeCapabilitiesDto = new NodeCapabilitiesDto();

  @ApiProperty({ type: Object, additionalProperties: { type: 'string' } })
  readonly labels: Readonly<Record<string, string>> = {};

  @ApiProperty({ type: SoftwareDto, ...nullable })
  readonly software: SoftwareDto | null = null;

  @ApiProperty({ type: NodeLoadDto })
  readonly load: NodeLoadDto = new NodeLoadDto();

  @ApiProperty({
    description: 'True when the id was drawn by the node at its start; it is forgotten after a day away.',
  })
  readonly is_generated_id: boolean = false;

  @ApiProperty({ type: String, ...nullable })
  readonly instance_id: string | null = null;

  @ApiProperty({ type: String, ...nullable })
  readonly session_id: string | null = null;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly first_seen: string = '';

  @ApiProperty({ type: String, format: 'date-time', ...nullable })
  readonly connected_since: string | null = null;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly last_seen: string = '';
}

/** A page of nodes, by id. */
export class NodePageDto {
  @ApiProperty({ type: [NodeDto] })
  readonly nodes: readonly NodeDto[] = [];

  @ApiProperty({ type: String, ...nullable })
  readonly next: string | null = null;
}

/** An error that a node reported outside of any request. */
export class NodeErrorDto {
  @ApiProperty({ type: String, format: 'date-time' })
  readonly at: string = '';

  @ApiProperty()
  readonly error: string = '';

  @ApiProperty({ type: String, ...nullable })
  readonly code: string | null = null;
}

/** A node with everything that the hub knows of it. */
export class NodeDetailDto extends NodeDto {
  @ApiProperty({ type: [String], ...nullable })
  readonly node_types: readonly string[] | null = null;

  @ApiProperty({ type: [NodeErrorDto], description: 'The newest 20 since the hub started, oldest first.' })
  readonly errors: readonly NodeErrorDto[] = [];

  @ApiProperty({ description: 'Frames of the present connection that were not understood.' })
  readonly bad_frames: number = 0;
}
