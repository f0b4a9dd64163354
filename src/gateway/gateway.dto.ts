import { ApiProperty } from '@nestjs/swagger';

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
