import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { CurrentPrincipal, NeedsScope } from '../../auth/auth.decorators.js';
import type { Principal } from '../../auth/auth.contract.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { RunRow } from '../run/run.entity.js';
import type { RunRequest } from '../run/new-run.js';
import { RunResults } from '../run/run-results.service.js';
import { RunService } from '../run/run.service.js';
import { isRunOver } from '../run/run.state.js';
import { pageOf, placeOf } from './page.js';
import { preferredWaitSeconds } from './prefer.js';
import {
  ListEventsQuery,
  ListRunsQuery,
  RunDto,
  RunEventPageDto,
  RunExplanationDto,
  RunPageDto,
  SubmitRunBody,
} from './run.dto.js';
import { RunStreams } from './run-streams.service.js';
import { eventView, explanationView, runView } from './run-view.js';
import { actingUser } from './visible-users.js';

/** Headers of a request by their lower-case names. */
type RequestHeaders = Readonly<Record<string, string | undefined>>;

const DEFAULT_PRIORITY = 5;
const DEFAULT_PAGE = 100;
const DEFAULT_EVENT_PAGE = 200;
const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,255}$/;

const PREFER = {
  name: 'Prefer',
  required: false,
  description: '`wait=N`: answer when the run is over, at the latest after N seconds (60 at most).',
};

/** Runs of workflows, as callers start, watch and end them. */
@ApiTags('runs')
@ApiBearerAuth()
@NeedsScope('runs:read')
@Controller('api/v1/runs')
export class RunsController {
  constructor(
    private readonly runs: RunService,
    private readonly streams: RunStreams,
    private readonly results: RunResults,
  ) {}

  @Post()
  @NeedsScope('runs:write')
  @ApiOperation({ summary: 'Runs a workflow on a node that can take it.' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key of one user always names the same run.',
  })
  @ApiHeader(PREFER)
  @ApiAcceptedResponse({ type: RunDto, description: 'Stored; it will run.' })
  @ApiOkResponse({ type: RunDto, description: 'Over, within the time of `Prefer: wait`.' })
  async submit(
    @Body() body: SubmitRunBody,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers() headers: RequestHeaders,
  ): Promise<RunDto> {
    const request = requestOf(body, actingUser(principal, body.user_id));
    const run = await this.runs.submit(request, checkedKey(headers['idempotency-key']));
    return await this.answer(run, principal, reply, headers['prefer']);
  }

  @Get()
  @ApiOperation({ summary: 'Lists runs, newest first.' })
  @ApiOkResponse({ type: RunPageDto })
  async list(@Query() query: ListRunsQuery, @CurrentPrincipal() principal: Principal): Promise<RunPageDto> {
    const { status, workflow_id: workflowId, node_id: nodeId, user_id, cursor, limit = DEFAULT_PAGE } = query;
    const userIds = user_id === undefined ? (principal.userIds ?? undefined) : [actingUser(principal, user_id)];
    const rows = await this.runs.list({ status, workflowId, nodeId, userIds }, placeOf(cursor), limit + 1);
    const { items, next } = pageOf(rows, limit, ({ id }) => id);
    return { runs: items.map((run) => runView(run, this.runs.queuedReasonOf(run, principal.userIds))), next };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Gives a run.' })
  @ApiOkResponse({ type: RunDto })
  async get(@Param('id') id: string, @CurrentPrincipal() { userIds }: Principal): Promise<RunDto> {
    return this.view(await this.runs.get(id, userIds), userIds);
  }

  @Get(':id/result')
  @ApiOperation({ summary: 'Gives what a completed run came to, however large: `{result, outputs}`.' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  async result(
    @Param('id') id: string,
    @CurrentPrincipal() { userIds }: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const content = await this.results.open(await this.runs.get(id, userIds));
    await reply.type('application/json; charset=utf-8').send(content);
  }

  @Get(':id/events')
  @ApiOperation({
    summary: 'Lists the steps of a run, or streams them.',
    description:
      'With `Accept: text/event-stream`: first `snapshot` (the run), then each step with its number as `id` and its type as event, at last `end` (the run). `Last-Event-ID` resumes without a gap.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false })
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ type: RunEventPageDto })
  async events(
    @Param('id') id: string,
    @Query() { after = 0, limit = DEFAULT_EVENT_PAGE }: ListEventsQuery,
    @CurrentPrincipal() { userIds, tokenId }: Principal,
    @Res() reply: FastifyReply,
    @Headers() headers: RequestHeaders,
  ): Promise<void> {
    const { accept, 'last-event-id': lastEventId } = headers;
    const run = await this.runs.get(id, userIds);
    if (accept?.includes('text/event-stream')) {
      this.streams.claim(tokenId, reply.raw);
      reply.hijack();
      const afterSeq = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : after;
      await this.streams.open({ runId: run.id, afterSeq, userIds }, reply.raw);
      return;
    }
    const rows = await this.runs.listEvents(run.id, after, limit);
    const next = rows.length === limit ? (rows.at(-1)?.seq ?? null) : null;
    await reply.send({ events: rows.map(eventView), next } satisfies RunEventPageDto);
  }

  @Get(':id/explain')
  @ApiOperation({ summary: 'Says why a run waits, node by node, and what its attempts came to.' })
  @ApiOkResponse({ type: RunExplanationDto })
  async explain(@Param('id') id: string, @CurrentPrincipal() { userIds }: Principal): Promise<RunExplanationDto> {
    return explanationView(await this.runs.explain(id, userIds));
  }

  @Post(':id/cancel')
  @NeedsScope('runs:write')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Ends a run: at once while it waits, else through its node; one that is over stays as it is.',
  })
  @ApiOkResponse({ type: RunDto })
  async cancel(@Param('id') id: string, @CurrentPrincipal() { userIds }: Principal): Promise<RunDto> {
    return this.view(await this.runs.cancel(id, userIds), userIds);
  }

  @Post(':id/rerun')
  @NeedsScope('runs:write')
  @ApiOperation({ summary: 'Starts a run again, as a new one with the same workflow and parameters.' })
  @ApiHeader(PREFER)
  @ApiAcceptedResponse({ type: RunDto, description: 'Stored; it will run.' })
  @ApiOkResponse({ type: RunDto, description: 'Over, within the time of `Prefer: wait`.' })
  async rerun(
    @Param('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers() headers: RequestHeaders,
  ): Promise<RunDto> {
    return await this.answer(await this.runs.rerun(id, principal.userIds), principal, reply, headers['prefer']);
  }

  private async answer(
    run: RunRow,
    { userIds }: Principal,
    reply: FastifyReply,
    prefer: string | undefined,
  ): Promise<RunDto> {
    void reply.header('location', `/api/v1/runs/${run.id}`);
    const seconds = preferredWaitSeconds(prefer);
    if (seconds > 0) {
      void reply.header('preference-applied', `wait=${seconds}`);
      if (!isRunOver(run.status)) await this.runs.waitSettled(run.id, seconds * 1000);
    }
    const current = seconds > 0 ? await this.runs.get(run.id, userIds) : run;
    void reply.status(seconds > 0 && isRunOver(current.status) ? HttpStatus.OK : HttpStatus.ACCEPTED);
    return this.view(current, userIds);
  }

  private async view(run: RunRow, userIds: Principal['userIds']): Promise<RunDto> {
    return runView(await this.results.fill(run), this.runs.queuedReasonOf(run, userIds));
  }
}

const requestOf = (body: SubmitRunBody, userId: string): RunRequest => ({
  workflowId: body.workflow_id ?? null,
  graph: body.graph ?? null,
  params: body.params ?? {},
  userId,
  nodeId: body.node_id ?? null,
  labels: body.labels ?? {},
  priority: body.priority ?? DEFAULT_PRIORITY,
  timeoutMs: body.timeout_ms ?? null,
  retry: body.retry ?? 'never',
});

const checkedKey = (key: string | undefined): string | null => {
  if (key === undefined) return null;
  if (IDEMPOTENCY_KEY.test(key)) return key;
  const problems = [{ field: 'Idempotency-Key', message: 'must be 1 to 255 visible characters' }];
  throw new ProtocolError('INVALID_ARGUMENT', 'Idempotency-Key must be 1 to 255 visible characters', { problems });
};
