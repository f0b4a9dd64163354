import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';

import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import { nodeTokenFile } from '../config/node-token-file.js';
import { writePrivateFile } from '../config/private-file.js';

/** Pace at which a token file is looked at; by its times, which also tells of a replaced link of a mounted secret. */
const LOOK_MS = 2_000;

/** The token with which this node joins its hub: where it is, when it changes, and how a new one is kept. */
@Injectable()
export class LinkToken implements BeforeApplicationShutdown {
  /** Null: the token stands in the configuration and can't be replaced while the node runs. */
  readonly file: string | null;
  private onChange: (() => void) | null = null;

  constructor(private readonly config: AppConfig) {
    this.file = nodeTokenFile(config);
  }

  /** Reads the token; an empty text where there is none. */
  async read(): Promise<string> {
    if (this.file === null) return this.config.gatewayAuthToken ?? '';
    try {
      return (await readFile(this.file, 'utf8')).trim();
    } catch (error) {
      if (isMissing(error) && this.config.gatewayAuthTokenFile === undefined) return '';
      throw error;
    }
  }

  /** @throws Error when there is no file, or it can't be written */
  async save(token: string): Promise<void> {
    if (this.file === null) throw new Error('the token stands in GATEWAY_AUTH_TOKEN; use GATEWAY_AUTH_TOKEN_FILE');
    await writePrivateFile(this.file, `${token}\n`);
  }

  /** Calls back when the file has changed, until the process stops. */
  watch(onChange: () => void): void {
    if (this.file === null) return;
    this.unwatch();
    this.onChange = onChange;
    watchFile(this.file, { interval: LOOK_MS, persistent: false }, onChange);
  }

  beforeApplicationShutdown(): void {
    this.unwatch();
  }

  private unwatch(): void {
    if (this.file !== null && this.onChange !== null) unwatchFile(this.file, this.onChange);
    this.onChange = null;
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
