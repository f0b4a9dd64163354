import { ApiProperty } from '@nestjs/swagger';

import { TextField } from '../../dispatch/fields.js';

const MAX_ID = 256;

/** Query of the routes about a blob. */
export class BlobQuery {
  @TextField({ optional: true, max: MAX_ID, description: 'Nodes: the request for whose result the bytes are.' })
  readonly request_id?: string;

  @TextField({
    optional: true,
    max: MAX_ID,
    description: 'Callers: the user for whom the bytes are. Default: "1", or the first user of the token.',
  })
  readonly user_id?: string;
}

/** A blob as its uploader sees it. */
export class BlobDto {
  @ApiProperty({ description: 'Place of the bytes, relative to the hub.' })
  readonly uri: string = '';

  @ApiProperty()
  readonly sha256: string = '';

  @ApiProperty({ description: 'Bytes.' })
  readonly size: number = 0;

  @ApiProperty({ example: 'image/png' })
  readonly content_type: string = '';

  @ApiProperty({ type: String, format: 'date-time' })
  readonly created_at: string = '';
}
