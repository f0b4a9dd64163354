import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import type { Principal } from '../auth/auth.contract.js';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { JobLogsQuery, JobQuery, ListJobsQuery } from './gateway.dto.js';

const anObject = { schema: { type: 'object', additionalProperties: true } } as const;

/** The node's jobs as resources; each route is one of the job commands. */
@ApiTags('jobs')
@ApiBearerAuth()
@Controller('api/v1/jobs')
export class JobsController {
  constructor(private readonly dispatcher: Dispatcher) {}

  @Get()
  @ApiOperation({ summary: 'Lists jobs, newest first.' })
  @ApiOkResponse(anObject)
  list(@Query() query: ListJobsQuery, @CurrentPrincipal() principal: Principal): Promise<Record<string, unknown>> {
    return this.call('list_jobs', query, principal);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Shows one job.' })
  @ApiOkResponse(anObject)
  get(
    @Param('id') id: string,
    @Query() query: JobQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Record<string, unknown>> {
    return this.call('get_job', Object.assign(query, { job_id: id }), principal);
  }

  @Get(':id/logs')
  @ApiOperation({ summary: 'Reads the log of a job, also while it runs.' })
  @ApiOkResponse(anObject)
  logs(
    @Param('id') id: string,
    @Query() query: JobLogsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Record<string, unknown>> {
    return this.call('get_job_logs', Object.assign(query, { job_id: id }), principal);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stops a waiting or running job.' })
  @ApiOkResponse(anObject)
  cancel(
    @Param('id') id: string,
    @Query() query: JobQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Record<string, unknown>> {
    return this.call('cancel_job', Object.assign(query, { job_id: id }), principal);
  }

  private call(command: string, args: object, { userIds }: Principal): Promise<Record<string, unknown>> {
    return this.dispatcher.dispatch({ command, args, caller: { door: 'rest', userIds } });
  }
}
