import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';

import { ChoiceField, IntField, TextField, TextListField } from '../dispatch/fields.js';
import { SCOPES } from '../dispatch/scope.js';
import type { PrincipalKind } from './auth.contract.js';
import { PRINCIPAL_KINDS } from './auth.contract.js';

const MAX_USERS = 100;
const DAY_MS = 86_400_000;
const MAX_OVERLAP_MS = 30 * DAY_MS;

/** Query of `GET /tokens`. */
export class ListTokensQuery {
  @TextField({ optional: true, max: 2_000, description: '`next` of the page before.' })
  readonly cursor?: string;

  @Type(() => Number)
  @IntField({ optional: true, min: 1, max: 1_000, description: 'Default 100.' })
  readonly limit?: number;
}

/** Body of `POST /tokens`. */
export class CreateTokenBody {
  @ChoiceField(PRINCIPAL_KINDS, {
    description: '`service`: a program that calls; `node`: a machine that joins; `operator`: everything.',
  })
  readonly kind: PrincipalKind = 'service';

  @TextField({ optional: true, max: 128, description: 'How people call it.' })
  readonly name?: string;

  @TextListField({ optional: true, max: MAX_USERS, description: 'Users for whom it acts. Left out: all.' })
  readonly user_ids?: readonly string[];

  @TextListField({
    optional: true,
    max: SCOPES.length,
    description: `What a service may do: ${SCOPES.join(', ')}. Left out: everything.`,
  })
  readonly scopes?: readonly string[];

  @TextField({ optional: true, max: 128, description: 'The only machine that may join with it.' })
  readonly node_id?: string;

  @TextField({ optional: true, max: 40, description: 'RFC 3339 time from which on it is refused. Left out: never.' })
  readonly expires_at?: string;
}

/** Body of `POST /tokens/{id}/rotate`. */
export class RotateTokenBody {
  @IntField({
    optional: true,
    min: 0,
    max: MAX_OVERLAP_MS,
    description:
      'How long the old text is taken besides, in milliseconds. Default 86400000, a day. 0 ends it now, with whatever lives by it, and sends the new text to nobody: for a text that leaked.',
  })
  readonly overlap_ms: number = DAY_MS;
}

/** A token without its text. */
export class TokenDto {
  @ApiProperty()
  readonly token_id: string = '';

  @ApiProperty({ enum: PRINCIPAL_KINDS })
  readonly kind: string = 'service';

  @ApiProperty({ type: String, nullable: true })
  readonly name: string | null = null;

  @ApiProperty({ type: [String], nullable: true, description: 'Null: every user.' })
  readonly user_ids: readonly string[] | null = null;

  @ApiProperty({ type: [String], nullable: true, description: 'Null: everything that the kind may.' })
  readonly scopes: readonly string[] | null = null;

  @ApiProperty({ type: String, nullable: true })
  readonly node_id: string | null = null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly expires_at: string | null = null;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly created_at: string = '';

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was last shown or lived by, give or take a minute. Null: never.',
  })
  readonly last_used_at: string | null = null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null: never.' })
  readonly rotated_at: string | null = null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until when a replaced text is taken besides. Null: only the present one is.',
  })
  readonly overlap_ends_at: string | null = null;
}

/** A token that was just made. */
export class NewTokenDto extends TokenDto {
  @ApiProperty({ description: 'The token itself. It is shown this once.' })
  readonly token: string = '';
}

/** A token with the text that replaces its old one. */
export class RotatedTokenDto extends NewTokenDto {
  @ApiProperty({ description: 'Connected nodes to which the new text was sent.' })
  readonly sent_to_nodes: number = 0;
}

/** A page of tokens, by id. */
export class TokenPageDto {
  @ApiProperty({ type: [TokenDto] })
  readonly tokens: readonly TokenDto[] = [];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null = null;
}

/** A token that was taken back. */
export class RevokedTokenDto {
  @ApiProperty()
  readonly token_id: string = '';

  @ApiProperty()
  readonly revoked: boolean = true;
}
