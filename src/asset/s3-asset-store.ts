import { Readable } from 'node:stream';

import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

import { newId } from '../common/ids.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { ByteRange, PublicTerms, StoredBytes, StoredContent, WriteOptions } from './asset-store.js';
import { AssetStore } from './asset-store.js';
import { isContentName } from './content-name.js';
import { ContentTally } from './content-tally.js';

/** Where a bucket is and which part of it is ours. */
export interface S3Place {
  readonly bucket: string;
  /** Empty, or with a slash at the end. */
  readonly prefix: string;
  /** Another server than AWS's own. */
  readonly endpoint?: string | undefined;
  /** True when callers may be sent to the bucket for the bytes. */
  readonly givesUrls: boolean;
}

/** An object larger than this can't be copied in one step, which is how a content gets its name. */
const MAX_COPY_BYTES = 5_368_709_120;
/** The smallest parts that S3 takes: of each part two copies are in memory, and 10,000 of them are more than the largest content. */
const PART_BYTES = 5_242_880;
const PARTS_AT_ONCE = 2;
const DEFAULT_REGION = 'us-east-1';
const CLAIM_KEY = 'store-name';

/**
 * Keeps assets as objects of a bucket, with credentials and region as AWS's own tools find them. Bytes of unknown content
 * are uploaded aside while they are hashed, then copied to their name inside the bucket.
 */
export class S3AssetStore extends AssetStore {
  private readonly client: S3Client;

  constructor(private readonly place: S3Place) {
    super();
    const { endpoint } = place;
    this.client = new S3Client({
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true, ...PLAIN_CHECKSUMS }),
      ...(endpoint === undefined || process.env['AWS_REGION'] !== undefined ? {} : { region: DEFAULT_REGION }),
    });
  }

  async write(bytes: Uint8Array | Readable, options: WriteOptions = {}): Promise<StoredBytes> {
    const tally = new ContentTally({ ...options, maxBytes: Math.min(options.maxBytes ?? Infinity, MAX_COPY_BYTES) });
    return await this.explain(() => (bytes instanceof Readable ? this.stream(bytes, tally) : this.put(bytes, tally)));
  }

  async stat(sha256: string): Promise<StoredContent | null> {
    if (!isContentName(sha256)) return null;
    return await this.unlessMissing(async () => {
      const { ContentLength = 0, LastModified } = await this.client.send(new HeadObjectCommand(this.at(keyOf(sha256))));
      return { sha256, size: ContentLength, storedAt: LastModified?.getTime() ?? 0 };
    });
  }

  async open(sha256: string, range?: ByteRange): Promise<Readable | null> {
    if (!isContentName(sha256)) return null;
    return await this.unlessMissing(async () => {
      const Range = range && `bytes=${String(range.start)}-${String(range.end)}`;
      const { Body } = await this.client.send(new GetObjectCommand({ ...this.at(keyOf(sha256)), Range }));
      return Body instanceof Readable ? Body : null;
    });
  }

  async remove(sha256: string): Promise<void> {
    if (isContentName(sha256)) await this.explain(() => this.delete(keyOf(sha256)));
  }

  async *list(): AsyncIterable<StoredContent> {
    for await (const { key, size, storedAt } of this.objects('sha256/')) {
      const sha256 = key.slice(key.lastIndexOf('/') + 1);
      if (isContentName(sha256)) yield { sha256, size, storedAt };
    }
  }

  /** Parts of uploads that a crash broke off are no objects: a lifecycle rule of the bucket removes those. */
  async tidy(before: number): Promise<void> {
    for await (const { key, storedAt } of this.objects('parts/')) {
      if (storedAt < before) await this.explain(() => this.delete(key));
    }
  }

  async claim(name: string): Promise<string> {
    const known = await this.unlessMissing(async () => {
      const { Body } = await this.client.send(new GetObjectCommand(this.at(CLAIM_KEY)));
      return (await Body?.transformToString()) ?? null;
    });
    if (known !== null) return known;
    await this.explain(() => this.client.send(new PutObjectCommand({ ...this.at(CLAIM_KEY), Body: name })));
    return name;
  }

  async publicUrl(sha256: string, { contentType, disposition, seconds }: PublicTerms): Promise<string | null> {
    if (!this.place.givesUrls || !isContentName(sha256)) return null;
    const answer = { ResponseContentType: contentType, ResponseContentDisposition: disposition };
    const get = new GetObjectCommand({ ...this.at(keyOf(sha256)), ...answer });
    return await getSignedUrl(this.client, get, { expiresIn: seconds });
  }

  private async put(bytes: Uint8Array, tally: ContentTally): Promise<StoredBytes> {
    for await (const _ of tally.pass(bytes));
    const stored = tally.end();
    await this.client.send(new PutObjectCommand({ ...this.at(keyOf(stored.sha256)), Body: bytes }));
    return stored;
  }

  private async stream(bytes: Readable, tally: ContentTally): Promise<StoredBytes> {
    const aside = `parts/${newId()}`;
    try {
      await this.upload(aside, Readable.from(tally.pass(bytes), { objectMode: false }));
      const stored = tally.end();
      const source = encodeURI(`${this.place.bucket}/${this.place.prefix}${aside}`);
      await this.client.send(new CopyObjectCommand({ ...this.at(keyOf(stored.sha256)), CopySource: source }));
      return stored;
    } finally {
      // What stays behind is found by `tidy`.
      await this.delete(aside).catch(() => undefined);
    }
  }

  private async upload(key: string, body: Readable): Promise<void> {
    const upload = new Upload({
      client: this.client,
      params: { ...this.at(key), Body: body },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    });
    try {
      await upload.done();
    } catch (error) {
      body.destroy();
      throw error;
    }
  }

  private async delete(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.at(key)));
  }

  private async *objects(
    prefix: string,
  ): AsyncIterable<{ readonly key: string; readonly size: number; readonly storedAt: number }> {
    const { bucket: Bucket, prefix: own } = this.place;
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client: this.client },
      { Bucket, Prefix: own + prefix },
    )) {
      for (const { Key = '', Size = 0, LastModified } of Contents) {
        yield { key: Key.slice(own.length), size: Size, storedAt: LastModified?.getTime() ?? Infinity };
      }
    }
  }

  private at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.place.bucket, Key: this.place.prefix + key };
  }

  private async unlessMissing<T>(read: () => Promise<T>): Promise<T | null> {
    return await this.explain(async () => {
      try {
        return await read();
      } catch (error) {
        if (error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound'))
          return null;
        throw error;
      }
    });
  }

  /** What the bucket or the way to it refuses is no fault of this program; its texts may hold keys, so only the name is shown. */
  private async explain<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isFromS3(error)) throw error;
      throw new ProtocolError('UNAVAILABLE', `The asset store s3://${this.place.bucket} does not work: ${error.name}`, {
        hint: 'Check ASSET_STORE, S3_ENDPOINT and the AWS variables.',
        cause: error,
      });
    }
  }
}

/** Servers other than AWS's may not know the checksums that its SDK adds by default. */
const PLAIN_CHECKSUMS = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

const keyOf = (sha256: string): string => `sha256/${sha256.slice(0, 2)}/${sha256}`;

const UNREACHABLE: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENOTFOUND', 'ETIMEDOUT']);

/** Refusals of the service, no way to it, no credentials; not the faults of whoever sends the bytes. */
const isFromS3 = (error: unknown): error is Error =>
  error instanceof Error &&
  (error instanceof S3ServiceException ||
    '$metadata' in error ||
    error.name === 'CredentialsProviderError' ||
    ('code' in error && UNREACHABLE.has(error.code)));
