import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { S3Server } from '../support/s3-server.js';
import { startS3Server } from '../support/s3-server.js';
import type { TestServer } from '../support/server.js';
import { startServer } from '../support/server.js';

const MIB = 1_048_576;
/** `TEST_ASSET_MIB=1024` is the measurement of record; this is enough to notice a content that is held in memory. */
const SIZE_MIB = Number(process.env['TEST_ASSET_MIB'] ?? 256);
/** What a server may need beyond its memory at rest, whatever the size of an asset. */
const MAX_GROWTH_MIB = 64;

/** Pieces that all differ, so that nothing on the way can save itself the work. */
function* pieces(): Generator<Uint8Array> {
  const piece = Buffer.alloc(MIB, 'a large asset ');
  for (let index = 0; index < SIZE_MIB; index++) {
    piece.writeUInt32LE(index, 0);
    yield Uint8Array.from(piece);
  }
}

const sum = (): string => {
  const hash = createHash('sha256');
  for (const piece of pieces()) hash.update(piece);
  return hash.digest('hex');
};

/** Resident memory of a process in MiB: now, and at its peak since the last reset. */
const memoryOf = async (pid: number): Promise<{ readonly now: number; readonly peak: number }> => {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  const read = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  return { now: read('VmRSS'), peak: read('VmHWM') };
};

type CallOptions = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

const storesALargeAsset = (start: () => Promise<TestServer>): void => {
  let server: TestServer;

  beforeAll(async () => {
    server = await start();
  });

  afterAll(() => server.stop());

  const call = (path: string, init: CallOptions = {}): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${server.operatorToken}`, ...init.headers },
    });

  const upload = async (body: ReadableStream, sha256?: string): Promise<Response> =>
    await call('/api/v1/assets?name=large.bin', {
      method: 'POST',
      body,
      duplex: 'half',
      headers: sha256 === undefined ? {} : { 'x-content-sha256': sha256 },
    });

  it(`goes in and out with less than ${String(MAX_GROWTH_MIB)} MiB of memory more`, async () => {
    // A small one first: code that is loaded when it is first used isn't counted.
    const small = await upload(new Blob(['warm up']).stream());
    const { id: smallId } = (await small.json()) as { id: string }; // a test may trust its own server
    await (await call(`/api/v1/assets/${smallId}/content`)).text();
    const rest = await memoryOf(server.pid);
    const expected = sum();

    const made = await upload(ReadableStream.from(pieces()), expected);
    expect(made.status).toBe(201);
    const { id, size } = (await made.json()) as { id: string; size: number }; // a test may trust its own server
    expect(size).toBe(SIZE_MIB * MIB);
    const hash = createHash('sha256');
    const content = await call(`/api/v1/assets/${id}/content`);
    for await (const chunk of content.body ?? []) hash.update(chunk as Uint8Array); // a body gives bytes
    expect(hash.digest('hex')).toBe(expected);

    const { peak } = await memoryOf(server.pid);
    const growth = Math.round(peak - rest.now);
    if (process.env['TEST_ASSET_MIB'] !== undefined) process.stderr.write(`memory grew by ${String(growth)} MiB\n`);
    expect(growth).toBeLessThan(MAX_GROWTH_MIB);
  }, 180_000);
};

describe('A large asset', () => {
  describe('in files', () => {
    storesALargeAsset(() => startServer({ role: 'node', env: { GATEWAY_URL: 'ws://127.0.0.1:9/gateway' } }));
  });

  describe('in S3', () => {
    let s3: S3Server;

    beforeAll(async () => {
      s3 = await startS3Server();
    });

    afterAll(() => s3.stop());

    storesALargeAsset(() =>
      startServer({
        role: 'node',
        env: {
          ...s3.env,
          GATEWAY_URL: 'ws://127.0.0.1:9/gateway',
          ASSET_STORE: `s3://${s3.bucket}/large`,
          S3_ENDPOINT: s3.endpoint,
        },
      }),
    );
  });
});
