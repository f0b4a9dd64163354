import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import { ERROR_CODES } from '../protocol/error-codes.js';

/** One wrong field, as documented. */
export class FieldProblemDto {
  @ApiProperty({ example: 'params.value' })
  readonly field: string = '';

  @ApiProperty()
  readonly message: string = '';
}

/** An error answer, as documented. */
export class ProblemDto {
  @ApiProperty({ example: 'urn:nodetool:error:NOT_FOUND' })
  readonly type: string = '';

  @ApiProperty({ example: 'The thing does not exist' })
  readonly title: string = '';

  @ApiProperty({ example: 404 })
  readonly status: number = 0;

  @ApiProperty({ enum: Object.keys(ERROR_CODES) })
  readonly code: string = '';

  @ApiProperty({ example: 'Job 0192 not found' })
  readonly detail: string = '';

  @ApiPropertyOptional({ description: 'What the caller can do about it.' })
  readonly hint?: string;

  @ApiPropertyOptional({ type: [FieldProblemDto] })
  readonly problems?: readonly FieldProblemDto[];

  @ApiPropertyOptional({ type: Object })
  readonly details?: Readonly<Record<string, unknown>>;

  @ApiPropertyOptional({ description: 'Milliseconds after which a retry makes sense.' })
  readonly retry_after_ms?: number;
}
