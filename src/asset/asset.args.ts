import { ChoiceField, IntField, TextField } from '../dispatch/fields.js';
import { UserArgs } from '../dispatch/user-args.js';

/** Bytes of the largest content that may travel inside a command; larger ones go over REST, as a stream. */
export const MAX_INLINE_BYTES = 1_048_576;

const CONTENT_TYPE = 'Only this kind: `image`, `video`, `audio`, `text`, `folder`, or a media type.';
const MAX_TYPE = 128;

export class ListAssetsArgs extends UserArgs {
  @ChoiceField(['user', 'package'], { optional: true, description: 'Own assets, or those that packages ship.' })
  readonly source: 'user' | 'package' = 'user';

  @TextField({ optional: true, max: 256, description: 'Only what this folder holds; the user’s id means the top.' })
  readonly parent_id: string | undefined = undefined;

  @TextField({ optional: true, min: 0, max: 256, description: 'Text in the name, of 2 characters or more.' })
  readonly query: string | undefined = undefined;

  @TextField({ optional: true, max: MAX_TYPE, description: CONTENT_TYPE })
  readonly content_type: string | undefined = undefined;

  @TextField({ optional: true, max: 256, description: 'Only assets of this package.' })
  readonly package_name: string | undefined = undefined;

  @IntField({ optional: true, min: 1, max: 1000 })
  readonly limit: number = 100;

  @TextField({ optional: true, min: 0, description: 'The `next` of the page before.' })
  readonly start_key: string = '';
}

export class SearchAssetsArgs extends UserArgs {
  @TextField({ min: 0, max: 256, description: 'Text in the name, of 2 characters or more.' })
  readonly query: string = '';

  @TextField({ optional: true, max: MAX_TYPE, description: CONTENT_TYPE })
  readonly content_type: string | undefined = undefined;

  @TextField({ optional: true, max: 256, description: 'Only assets of this workflow.' })
  readonly workflow_id: string | undefined = undefined;

  @IntField({ optional: true, min: 1, max: 1000 })
  readonly limit: number = 100;

  @TextField({ optional: true, min: 0, description: 'The `next` of the page before.' })
  readonly start_key: string = '';
}

export class AssetArgs extends UserArgs {
  @TextField({ max: 256 })
  readonly asset_id: string = '';
}

export class CreateAssetArgs extends UserArgs {
  @TextField({ max: 255, description: 'File name, without slashes.' })
  readonly name: string = '';

  @TextField({ optional: true, max: MAX_TYPE, description: 'What the content is; `folder` makes a folder.' })
  readonly content_type: string | undefined = undefined;

  @TextField({ optional: true, min: 0, max: MAX_INLINE_BYTES, description: 'The content, when it is a text.' })
  readonly content: string | undefined = undefined;

  @TextField({
    optional: true,
    min: 0,
    max: Math.ceil(MAX_INLINE_BYTES / 3) * 4,
    description: 'The content in base64. Larger contents go to `POST /api/v1/assets`.',
  })
  readonly content_base64: string | undefined = undefined;

  @TextField({ optional: true, max: 256, description: 'Folder that takes it; the top when it is left out.' })
  readonly parent_id: string | undefined = undefined;

  @TextField({ optional: true, max: 256, description: 'Workflow that it belongs to.' })
  readonly workflow_id: string | undefined = undefined;
}
