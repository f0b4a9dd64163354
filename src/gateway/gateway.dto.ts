import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';

import { ChoiceField, IntField, TextField } from '../dispatch/fields.js';
import { JobStatus, LOG_LEVELS } from '../job/job.contract.js';

/** How the link of a node is doing. */
export class LinkDto {
  @ApiProperty({ enum: ['idle', 'connecting', 'registering', 'ready', 'waiting', 'draining', 'closed'] })
  readonly state: string = '';

  @ApiProperty({ description: 'Since when it is in this state.', format: 'date-time' })
  readonly since: string = '';

  @ApiProperty({ description: 'Address of the hub, without credentials.' })
  readonly url: string = '';

  @ApiProperty()
  readonly node_id: string = '';

  @ApiProperty({ description: 'Connections that were lost and made again.' })
  readonly reconnects: number = 0;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly last_close_code: number | null = null;

  @ApiProperty({ type: String, nullable: true })
  readonly last_error: string | null = null;

  @ApiProperty({ type: String, nullable: true })
  readonly session_id: string | null = null;

  @ApiProperty({ enum: ['seed', 'v1'], nullable: true })
  readonly protocol: string | null = null;

  @ApiProperty({ enum: ['json', 'msgpack'], nullable: true })
  readonly encoding: string | null = null;

  @ApiProperty()
  readonly heartbeat_interval_ms: number = 0;

  @ApiProperty({ description: 'Beats that a blocked process could not send.' })
  readonly missed_heartbeats: number = 0;

  @ApiProperty({ description: 'Requests of the hub that are being worked on.' })
  readonly running: number = 0;

  @ApiProperty()
  readonly is_draining: boolean = false;
}

/** Query of `GET /jobs`. */
export class ListJobsQuery {
  @TextField({ optional: true, max: 256 })
  readonly workflow_id?: string;

  @ChoiceField(Object.values(JobStatus), { optional: true })
  readonly status?: string;

  @Type(() => Number)
  @IntField({ optional: true, min: 1, max: 1000 })
  readonly limit?: number;

  @TextField({ optional: true, min: 0 })
  readonly start_key?: string;

  @TextField({ optional: true, max: 256 })
  readonly user_id?: string;
}

/** Query of the routes about one job. */
export class JobQuery {
  @TextField({ optional: true, max: 256 })
  readonly user_id?: string;
}

/** Query of `GET /jobs/{id}/logs`. */
export class JobLogsQuery extends JobQuery {
  @Type(() => Number)
  @IntField({ optional: true, min: 1, max: 1000 })
  readonly limit?: number;

  @Type(() => Number)
  @IntField({ optional: true })
  readonly after?: number;

  @ChoiceField(LOG_LEVELS, { optional: true })
  readonly severity?: string;
}
