import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Public } from '../auth/auth.decorators.js';
import { HealthStatus } from './health.dto.js';
import { HealthService } from './health.service.js';

/** For supervisors and load balancers: open to everybody, tells nothing else. */
@ApiTags('health')
@Public()
@Controller()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get('healthz')
  @ApiOperation({ summary: 'Tells that the process is up.' })
  @ApiOkResponse({ type: HealthStatus })
  live(): HealthStatus {
    return { status: 'ok' };
  }

  @Get('readyz')
  @ApiOperation({ summary: 'Tells whether the process takes work: its database answers and it is not stopping.' })
  @ApiOkResponse({ type: HealthStatus })
  async ready(): Promise<HealthStatus> {
    await this.health.assertReady();
    return { status: 'ok' };
  }
}
