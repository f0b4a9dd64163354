import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

const MAX_TEXT = 500;
const MAX_PAGE = 1000;

/** Which records of the audit log are wanted. */
export class ListAuditQuery {
  @ApiPropertyOptional({ description: 'Id of the token that did it, `anonymous`, `hub` or `process`.' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TEXT)
  readonly actor?: string;

  @ApiPropertyOptional({ description: 'What was done, such as `DELETE /api/v1/tokens/:id` or `node.joined`.' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TEXT)
  readonly action?: string;

  @ApiPropertyOptional({ description: 'The thing on which it was done.' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TEXT)
  readonly target?: string;

  @ApiPropertyOptional({ description: '`ok`, or an error code.' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TEXT)
  readonly outcome?: string;

  @ApiPropertyOptional({ description: 'From this time on.', format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly since?: string;

  @ApiPropertyOptional({ description: 'Before this time.', format: 'date-time' })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly until?: string;

  @ApiPropertyOptional({ description: 'Records before this number: `next` of another page.', minimum: 1 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly before?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_PAGE, default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE)
  readonly limit?: number;
}

/** A record of the audit log. */
export class AuditRecordDto {
  @ApiProperty({ description: 'Counts from 1 without a gap.' })
  readonly seq: number = 0;

  @ApiProperty({ format: 'date-time' })
  readonly at: string = '';

  @ApiProperty({ description: 'Id of the token that did it, `anonymous`, `hub` or `process`.' })
  readonly actor: string = '';

  @ApiProperty({ type: String, nullable: true, description: 'The users for whom the actor may act; null: all.' })
  readonly users: string | null = null;

  @ApiProperty()
  readonly action: string = '';

  @ApiProperty({ type: String, nullable: true })
  readonly target: string | null = null;

  @ApiProperty({ description: '`rest`, `mcp`, `link`, `socket` or `process`.' })
  readonly door: string = '';

  @ApiProperty({ type: String, nullable: true })
  readonly address: string | null = null;

  @ApiProperty({ description: '`ok`, `called`, or an error code.' })
  readonly outcome: string = '';

  @ApiProperty({ description: 'How often it happened; refusals that repeat are one record a minute.' })
  readonly count: number = 1;

  @ApiProperty({ description: 'SHA-256 over the hash before and this record.' })
  readonly hash: string = '';
}

/** A page of the audit log, the newest record first. */
export class AuditPageDto {
  @ApiProperty({ type: [AuditRecordDto] })
  readonly records: readonly AuditRecordDto[] = [];

  @ApiProperty({ type: Number, nullable: true, description: '`before` of the next page; null: there is none.' })
  readonly next: number | null = null;
}
