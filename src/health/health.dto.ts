import { ApiProperty } from '@nestjs/swagger';

/** Answer of a health check that passed. */
export class HealthStatus {
  @ApiProperty({ example: 'ok' })
  readonly status: string = 'ok';
}
