import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';

import { isRecord } from '../../common/json.js';
import { ChoiceField, IntField, ObjectField, TextField } from '../../dispatch/fields.js';
import { graphFaults, labelFaults, nameFaults } from '../run/new-run.js';
import type { RetryPolicy } from '../run/run.entity.js';
import { RunStatus } from '../run/run.state.js';
import { eitherFaults, Faults, isGiven } from './faults.js';

const MAX_TIMEOUT_MS = 7 * 24 * 3_600_000;
const MAX_ID = 256;
const MAX_PAGE = 1_000;
const MAX_CURSOR = 2_000;

/** Body of `POST /runs`. */
export class SubmitRunBody {
  @Faults((id, { graph }) => [...eitherFaults(id, graph, 'graph'), ...nameFaults(id)])
  @TextField({
    optional: true,
    max: MAX_ID,
    description: 'Workflow to run: one that the hub keeps, an example, or one of the node. Either this or `graph`.',
  })
  readonly workflow_id?: string | null;

  @Faults((graph, { workflow_id: id }) => [
    ...(isGiven(id) ? eitherFaults(graph, id, 'workflow_id') : []),
    ...(isRecord(graph) ? graphFaults(graph) : []),
  ])
  @ObjectField({ optional: true, description: "The workflow itself, in NodeTool's form: `{nodes: […], edges: […]}`." })
  readonly graph?: Record<string, unknown> | null;

  @ObjectField({ optional: true, description: 'Values by input name.', example: { text: 'hello' } })
  readonly params?: Record<string, unknown> | null;

  @Faults(nameFaults)
  @TextField({
    optional: true,
    max: MAX_ID,
    description: 'User on whose behalf it runs. Default: "1", or the first user of the token.',
  })
  readonly user_id?: string | null;

  @Faults(nameFaults)
  @TextField({ optional: true, max: MAX_ID, description: 'Run it on this node and no other.' })
  readonly node_id?: string | null;

  @Faults((labels) => (isRecord(labels) ? labelFaults(labels) : []))
  @ObjectField({ optional: true, description: 'Labels that the node must have.', example: { gpu: 'h200' } })
  readonly labels?: Record<string, string> | null;

  @IntField({ optional: true, min: 0, max: 9, description: 'Greater goes first. Default 5.' })
  readonly priority?: number | null;

  @IntField({
    optional: true,
    min: 1,
    max: MAX_TIMEOUT_MS,
    description: 'Milliseconds from now until the run ends as `timed_out`. Default: no deadline.',
  })
  readonly timeout_ms?: number | null;

  @ChoiceField(['never', 'safe'] satisfies RetryPolicy[], {
    optional: true,
    description: '`safe`: work that may have been executed on a lost node may be executed again. Default `never`.',
  })
  readonly retry?: RetryPolicy | null;
}

/** Query of `GET /runs`. */
export class ListRunsQuery {
  @ChoiceField(Object.values(RunStatus), { optional: true })
  readonly status?: RunStatus;

  @TextField({ optional: true, max: MAX_ID })
  readonly workflow_id?: string;

  @TextField({ optional: true, max: MAX_ID })
  readonly user_id?: string;

  @TextField({ optional: true, max: MAX_ID, description: 'Node of the newest attempt.' })
  readonly node_id?: string;

  @TextField({ optional: true, max: MAX_CURSOR, description: '`next` of the page before.' })
  readonly cursor?: string;

  @Type(() => Number)
  @IntField({ optional: true, min: 1, max: MAX_PAGE, description: 'Default 100.' })
  readonly limit?: number;
}

/** Query of `GET /runs/{id}/events`. */
export class ListEventsQuery {
  @Type(() => Number)
  @IntField({ optional: true, description: 'Number of the last event that the caller has. Default 0.' })
  readonly after?: number;

  @Type(() => Number)
  @IntField({ optional: true, min: 1, max: MAX_PAGE, description: 'Default 200; a stream has no limit.' })
  readonly limit?: number;
}

const nullable = { nullable: true } as const;
const time = { type: String, format: 'date-time', nullable: true } as const;

/** Why a run didn't complete. */
export class RunErrorDto {
  @ApiProperty({ example: 'OUTCOME_UNKNOWN' })
  readonly code: string = '';

  @ApiProperty()
  readonly message: string = '';
}

/** A large result of a run. */
export class ResultRefDto {
  @ApiProperty({ description: 'Place of the JSON text, relative to the hub.' })
  readonly uri: string = '';

  @ApiProperty()
  readonly sha256: string = '';

  @ApiProperty()
  readonly bytes: number = 0;

  @ApiProperty()
  readonly content_type: string = '';
}

/** A run as callers see it. */
export class RunDto {
  @ApiProperty()
  readonly id: string = '';

  @ApiProperty({ enum: Object.values(RunStatus) })
  readonly status: RunStatus = 'queued';

  @ApiProperty({ type: String, ...nullable })
  readonly workflow_id: string | null = null;

  @ApiProperty()
  readonly user_id: string = '';

  @ApiProperty({ type: String, ...nullable, description: 'Node of the newest attempt.' })
  readonly node_id: string | null = null;

  @ApiProperty({ description: 'Number of the newest attempt; 0 before the first.' })
  readonly attempt: number = 0;

  @ApiProperty()
  readonly priority: number = 5;

  @ApiProperty({ type: Object, ...nullable, description: 'Last value by output name.' })
  readonly result: Readonly<Record<string, unknown>> | null = null;

  @ApiProperty({ type: Object, ...nullable, description: 'Every value by output name.' })
  readonly outputs: Readonly<Record<string, readonly unknown[]>> | null = null;

  @ApiProperty({
    type: ResultRefDto,
    ...nullable,
    description: 'Where result and outputs are when they are too large to stand here; `/runs/{id}/result` gives them.',
  })
  readonly result_ref: ResultRefDto | null = null;

  @ApiProperty({ type: RunErrorDto, ...nullable })
  readonly error: RunErrorDto | null = null;

  @ApiProperty({ type: String, ...nullable, description: 'What a queued run waits for.' })
  readonly queued_reason: string | null = null;

  @ApiProperty({ type: String, ...nullable, description: 'The run that this one repeats.' })
  readonly rerun_of: string | null = null;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly created_at: string = '';

  @ApiProperty(time)
  readonly started_at: string | null = null;

  @ApiProperty(time)
  readonly finished_at: string | null = null;
}

/** A page of runs, newest first. */
export class RunPageDto {
  @ApiProperty({ type: [RunDto] })
  readonly runs: readonly RunDto[] = [];

  @ApiProperty({ type: String, ...nullable, description: 'Cursor of the next page; null at the end.' })
  readonly next: string | null = null;
}

/** A step of a run. */
export class RunEventDto {
  @ApiProperty({ description: 'Counts from 1 within the run, without gaps.' })
  readonly seq: number = 0;

  @ApiProperty({ example: 'node_update', description: "As the node named it, or the hub's own `run_update`." })
  readonly type: string = '';

  @ApiProperty({ type: Object })
  readonly data: Readonly<Record<string, unknown>> = {};

  @ApiProperty({ type: String, format: 'date-time' })
  readonly created_at: string = '';
}

/** A page of steps, in order. */
export class RunEventPageDto {
  @ApiProperty({ type: [RunEventDto] })
  readonly events: readonly RunEventDto[] = [];

  @ApiProperty({
    type: Number,
    ...nullable,
    description: 'Value of `after` for the next page; null when there is none yet.',
  })
  readonly next: number | null = null;
}

/** What keeps a run from one node. */
export class NodeVerdictDto {
  @ApiProperty()
  readonly node_id: string = '';

  @ApiProperty({ description: 'True when the node could take the run now.' })
  readonly can_take: boolean = false;

  @ApiProperty({ type: [String] })
  readonly reasons: readonly string[] = [];
}

/** One try of a run. */
export class RunAttemptDto {
  @ApiProperty()
  readonly attempt: number = 0;

  @ApiProperty()
  readonly node_id: string = '';

  @ApiProperty()
  readonly state: string = '';

  @ApiProperty({ type: String, ...nullable })
  readonly job_id: string | null = null;

  @ApiProperty({ type: String, ...nullable })
  readonly reason: string | null = null;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly dispatched_at: string = '';

  @ApiProperty(time)
  readonly accepted_at: string | null = null;

  @ApiProperty(time)
  readonly finished_at: string | null = null;
}

/** Why a run stands where it stands. */
export class RunExplanationDto {
  @ApiProperty()
  readonly run_id: string = '';

  @ApiProperty({ enum: Object.values(RunStatus) })
  readonly status: RunStatus = 'queued';

  @ApiProperty({ type: String, ...nullable })
  readonly queued_reason: string | null = null;

  @ApiProperty({ type: [NodeVerdictDto], description: 'Per connected node, while the run is queued.' })
  readonly nodes: readonly NodeVerdictDto[] = [];

  @ApiProperty({ type: [RunAttemptDto] })
  readonly attempts: readonly RunAttemptDto[] = [];
}
