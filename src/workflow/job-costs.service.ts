import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';

import type { Statement } from '../database/statement.js';
import { addCostStatement } from '../job/add-cost.js';
import type { JobCostSink } from '../model/inference/usage/job-cost-sink.js';
import { UsageService } from '../model/inference/usage/usage.service.js';

/** Adds what calls of models cost to the jobs that made them: jobs and models don't know each other. */
@Injectable()
export class JobCosts implements JobCostSink, OnModuleInit {
  constructor(private readonly usage: UsageService) {}

  onModuleInit(): void {
    this.usage.useJobCosts(this);
  }

  statementsFor(costs: ReadonlyMap<string, number>): readonly Statement[] {
    return Array.from(costs, ([jobId, costNanos]) => addCostStatement(jobId, costNanos));
  }
}
