import { ApiProperty } from '@nestjs/swagger';

import { TextField, TextListField } from '../../dispatch/fields.js';

const MAX_USERS = 100;

/** Body of `POST /pairings`. */
export class BeginPairingBody {
  @TextField({ max: 128, description: 'The name under which the machine will join; its token is for this name alone.' })
  readonly node_id: string = '';

  @TextListField({ optional: true, max: MAX_USERS, description: 'Users for whom it wants to work. Left out: all.' })
  readonly user_ids?: readonly string[];
}

/** Body of `POST /pairings/collect`. */
export class CollectPairingBody {
  @TextField({ max: 128, description: 'The secret that the machine was given when it began.' })
  readonly secret: string = '';
}

/** Body of `POST /pairings/approve`. */
export class ApprovePairingBody {
  @TextField({ max: 32, description: 'The code that the machine shows.' })
  readonly code: string = '';

  @TextListField({
    optional: true,
    max: MAX_USERS,
    description: 'Users for whom the node may work, in place of those that it asked for.',
  })
  readonly user_ids?: readonly string[];

  @TextField({ optional: true, max: 128, description: 'How people call the token. Default: the name of the node.' })
  readonly name?: string;

  @TextField({ optional: true, max: 40, description: 'RFC 3339 time from which on the token is refused.' })
  readonly expires_at?: string;
}

/** Body of `POST /pairings/deny`. */
export class DenyPairingBody {
  @TextField({ optional: true, max: 32, description: 'The code that the machine shows; or give its pairing_id.' })
  readonly code?: string;

  @TextField({ optional: true, max: 64, description: 'As the list names it.' })
  readonly pairing_id?: string;
}

/** What a machine gets when it is approved. */
export class PairingGrantDto {
  @ApiProperty({ enum: ['node'] })
  readonly kind: string = 'node';

  @ApiProperty()
  readonly node_id: string = '';

  @ApiProperty({ type: [String], nullable: true, description: 'Null: every user.' })
  readonly user_ids: readonly string[] | null = null;
}

/** A pairing that has begun: the code is for people, the secret for the machine alone. */
export class BegunPairingDto {
  @ApiProperty()
  readonly pairing_id: string = '';

  @ApiProperty({ description: 'To be shown on the machine and typed by an operator.', example: 'BCDF-GHJK' })
  readonly code: string = '';

  @ApiProperty({ description: 'Collects the token; it is shown this once and to nobody else.' })
  readonly secret: string = '';

  @ApiProperty({ type: PairingGrantDto })
  readonly grant: PairingGrantDto = new PairingGrantDto();

  @ApiProperty({ description: 'Milliseconds that the code is good.' })
  readonly expires_in_ms: number = 0;

  @ApiProperty({ description: 'Milliseconds between two questions for the token.' })
  readonly poll_ms: number = 0;
}

/** The answer to a machine that asks for its token. */
export class CollectedPairingDto {
  @ApiProperty({ enum: ['pending', 'approved'] })
  readonly status: string = 'pending';

  @ApiProperty({ type: String, nullable: true, description: 'The token, once an operator has approved.' })
  readonly token: string | null = null;

  @ApiProperty({ type: String, nullable: true })
  readonly token_id: string | null = null;

  @ApiProperty({ type: PairingGrantDto })
  readonly grant: PairingGrantDto = new PairingGrantDto();
}

/** A pairing as operators see it: without its code, which they read on the machine. */
export class PairingDto {
  @ApiProperty()
  readonly pairing_id: string = '';

  @ApiProperty({ enum: ['pending', 'approved', 'collected', 'denied'] })
  readonly status: string = 'pending';

  @ApiProperty({ type: PairingGrantDto })
  readonly grant: PairingGrantDto = new PairingGrantDto();

  @ApiProperty({ description: 'Network address from which it asked.' })
  readonly address: string = '';

  @ApiProperty({ type: String, format: 'date-time' })
  readonly created_at: string = '';

  @ApiProperty({ type: String, format: 'date-time' })
  readonly expires_at: string = '';
}

/** A pairing that waits for an operator. */
export class PendingPairingDto extends PairingDto {
  @ApiProperty({
    description: 'Tokens that name this node already: more than 0 may mean that somebody takes its name.',
  })
  readonly tokens_of_node: number = 0;
}

/** The pairings that wait for an operator, oldest first. */
export class PairingListDto {
  @ApiProperty({ type: [PendingPairingDto] })
  readonly pairings: readonly PendingPairingDto[] = [];
}
