import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import { ProtocolError } from '../protocol/protocol-error.js';

/** What an address leads to. */
export type AssetPart = 'content' | 'thumbnail';

/** The part of an address that opens it without a token. */
export interface UrlGrant {
  /** Unix seconds. */
  readonly expires: string;
  readonly signature: string;
}

/** An address works for at least this long, and for at most two such periods. */
const PERIOD_SECONDS = 3600;
const KEY_BYTES = 32;
const KEY_FILE = 'asset-url.key';
/** The data folder of a process that keeps nothing. */
const IN_MEMORY = ':memory:';

/** Makes addresses of assets that work for a while without a token, and checks them. */
@Injectable()
export class AssetUrls implements OnModuleInit {
  private key: Buffer = randomBytes(KEY_BYTES);

  constructor(private readonly config: AppConfig) {}

  /** The key outlives the process, so that addresses do. */
  async onModuleInit(): Promise<void> {
    if (this.config.dataDir !== IN_MEMORY) this.key = await keptKey(this.config.dataDir);
  }

  /** Makes the address, as a path of this process's REST API; the same one again for most of an hour, so that browsers can cache. */
  sign(assetId: string, part: AssetPart, nowMs = Date.now()): string {
    const period = Math.floor(nowMs / 1000 / PERIOD_SECONDS);
    const expires = String((period + 2) * PERIOD_SECONDS);
    return `/api/v1/assets/${assetId}/${part}?expires=${expires}&signature=${this.signatureOf(assetId, part, expires)}`;
  }

  /** @throws ProtocolError `FORBIDDEN` for an address that was not made here, or that has expired */
  verify(assetId: string, part: AssetPart, { expires, signature }: UrlGrant, nowMs = Date.now()): void {
    const expected = Buffer.from(this.signatureOf(assetId, part, expires));
    const given = Buffer.from(signature);
    if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) {
      throw new ProtocolError('FORBIDDEN', 'The signature of the address is wrong.', { hint: HINT });
    }
    if (Number(expires) * 1000 <= nowMs)
      throw new ProtocolError('FORBIDDEN', 'The address has expired.', { hint: HINT });
  }

  private signatureOf(assetId: string, part: AssetPart, expires: string): string {
    return createHmac('sha256', this.key).update(`${assetId}\n${part}\n${expires}`).digest('base64url');
  }
}

const HINT = 'Ask for the asset again: its get_url is a fresh address.';

/** Only one process uses a data folder at a time. */
const keptKey = async (dataDir: string): Promise<Buffer> => {
  const path = join(dataDir, KEY_FILE);
  const kept = await readIfThere(path);
  if (kept?.byteLength === KEY_BYTES) return kept;
  if (kept) throw new Error(`${path} is damaged: delete it, and addresses of assets that were given out end`);
  const made = randomBytes(KEY_BYTES);
  await mkdir(dataDir, { recursive: true });
  await writeFile(`${path}.part`, made, { mode: 0o600, flush: true });
  await rename(`${path}.part`, path);
  return made;
};

const readIfThere = async (path: string): Promise<Buffer | null> => {
  try {
    return await readFile(path);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};
