import { IsIn, IsInt, IsOptional, Matches, Min } from 'class-validator';

import { JobSettings } from './job-settings.js';
import { Setting } from './setting.decorator.js';

/** Ways in which an asset leaves a bucket. */
export const S3_DELIVERIES = ['stream', 'redirect'] as const;
export type S3Delivery = (typeof S3_DELIVERIES)[number];

/** Settings of the files that are kept. */
export abstract class AssetSettings extends JobSettings {
  @Setting({
    env: 'ASSET_STORE',
    flag: 'asset-store',
    defaultNote: 'files in DATA_DIR/assets',
    meaning:
      'Where the bytes of assets are kept: a folder, or a bucket of S3 with the credentials of the AWS variables. One store belongs to one database.',
    expects: 'file:<folder> or s3://<bucket>/<prefix>',
    example: 's3://my-bucket/nodetool',
  })
  @IsOptional()
  @Matches(/^(file:.+|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?)$/)
  readonly assetStore?: string;

  @Setting({
    env: 'ASSET_MAX_BYTES',
    flag: 'asset-max-bytes',
    kind: 'integer',
    default: '2147483648',
    unit: 'bytes',
    meaning: 'Size of the largest asset.',
    expects: 'a whole number from 1',
    example: '2147483648',
  })
  @IsInt()
  @Min(1)
  readonly assetMaxBytes: number = 2_147_483_648;

  @Setting({
    env: 'ASSET_QUOTA_BYTES',
    flag: 'asset-quota-bytes',
    kind: 'integer',
    defaultNote: 'no limit',
    unit: 'bytes',
    meaning: 'What the assets of one user may add up to.',
    expects: 'a whole number from 1',
    example: '10737418240',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly assetQuotaBytes?: number;

  @Setting({
    env: 'S3_ENDPOINT',
    flag: 's3-endpoint',
    defaultNote: "AWS's own",
    meaning: 'Address of another server that speaks S3, with the bucket in the path.',
    expects: 'a URL that begins with http:// or https://',
    example: 'http://localhost:9000',
    isSecret: true,
  })
  @IsOptional()
  @Matches(/^https?:\/\/\S+$/)
  readonly s3Endpoint?: string;

  @Setting({
    env: 'S3_DELIVERY',
    flag: 's3-delivery',
    default: 'stream',
    meaning: 'How an asset in S3 reaches whoever fetches it: through this process, or by a redirect to the bucket.',
    expects: 'one of stream, redirect',
    example: 'redirect',
  })
  @IsIn(S3_DELIVERIES)
  readonly s3Delivery: S3Delivery = 'stream';
}
