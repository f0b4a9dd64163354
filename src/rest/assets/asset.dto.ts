import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';

import { ChoiceField, IntField, TextField } from '../../dispatch/fields.js';

/** Query of the routes about one asset. */
export class AssetQuery {
  @TextField({ optional: true, max: 256, description: 'Whose asset it is.' })
  readonly user_id?: string;
}

/** Query of `GET /assets`. */
export class ListAssetsQuery extends AssetQuery {
  @ChoiceField(['user', 'package'], { optional: true })
  readonly source?: string;

  @TextField({ optional: true, max: 256, description: 'Only what this folder holds; the user’s id means the top.' })
  readonly parent_id?: string;

  @TextField({ optional: true, min: 0, max: 256, description: 'Text in the name, of 2 characters or more.' })
  readonly query?: string;

  @TextField({ optional: true, max: 128, description: '`image`, `video`, `audio`, `text`, `folder`, or a media type.' })
  readonly content_type?: string;

  @TextField({ optional: true, max: 256 })
  readonly package_name?: string;

  @Type(() => Number)
  @IntField({ optional: true, min: 1, max: 1000 })
  readonly limit?: number;

  @TextField({ optional: true, min: 0, description: 'The `next` of the page before.' })
  readonly start_key?: string;
}

/** Query of `POST /assets`. */
export class UploadQuery extends AssetQuery {
  @TextField({ optional: true, max: 255, description: 'File name; a form’s own name of the file when it is left out.' })
  readonly name?: string;

  @TextField({ optional: true, max: 256, description: 'Folder that takes it; the top when it is left out.' })
  readonly parent_id?: string;

  @TextField({ optional: true, max: 256, description: 'Workflow that it belongs to.' })
  readonly workflow_id?: string;
}

/** Query of the routes that give bytes: both signature and expiry, or neither and a token. */
export class BytesQuery {
  @TextField({ optional: true, max: 20, description: 'From `get_url`: Unix seconds until which the address works.' })
  readonly expires?: string;

  @TextField({ optional: true, max: 64, description: 'From `get_url`.' })
  readonly signature?: string;
}

/** The fields of a form that uploads a file, as documented. */
export class UploadFormDto {
  @ApiProperty({ type: 'string', format: 'binary' })
  readonly file: string = '';
}
