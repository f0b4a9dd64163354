import { randomBytes } from 'node:crypto';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

import { Injectable } from '@nestjs/common';

import { newId } from '../../common/ids.js';
import { AppConfig } from '../../config/app-config.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { SecretKey } from './secret-box.js';
import { SECRET_KEY_BYTES, secretKeyOf } from './secret-box.js';

const FILE = 'secrets.key';
const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
/** More than any form of a key takes: another file put in its place isn't read to its end. */
const MAX_FILE_BYTES = 256;

const WITHOUT_KEY = 'Without the key, delete the file and set the secrets again.';

/** Holds the key of the secrets: that of the configuration, else one in a file that is made at the first use. */
@Injectable()
export class SecretKeyStore {
  private key: Promise<SecretKey | null> | undefined;

  constructor(private readonly config: AppConfig) {}

  /**
   * Finds the key; null when there is none yet.
   *
   * @throws ProtocolError `CONFLICT` when others may read the key file, or it holds no key
   */
  async find(): Promise<SecretKey | null> {
    this.key ??= this.load();
    try {
      const key = await this.key;
      // Another use may have to make one.
      if (key === null) this.key = undefined;
      return key;
    } catch (error) {
      // The file can be mended while the process runs.
      this.key = undefined;
      throw error;
    }
  }

  /** Makes the key where there is none yet; of several calls at once, all get the same one. */
  async make(): Promise<SecretKey> {
    const key = await this.find();
    if (key !== null) return key;
    const bytes = randomBytes(SECRET_KEY_BYTES);
    if (this.isInMemory) this.key = Promise.resolve(secretKeyOf(bytes));
    else await this.write(bytes);
    return this.make();
  }

  /** Rows in memory are gone with the process, and so may their key be. */
  private get isInMemory(): boolean {
    return this.config.dataDir === ':memory:';
  }

  private get path(): string {
    return join(this.config.dataDir, FILE);
  }

  private async load(): Promise<SecretKey | null> {
    const { secretsKey } = this.config;
    if (secretsKey === undefined) return this.isInMemory ? null : this.readFile();
    const bytes = parseKey(secretsKey);
    if (bytes !== null) return secretKeyOf(bytes);
    throw unusable('SECRETS_KEY does not hold 32 bytes', 'Make one with `openssl rand -hex 32`.');
  }

  private async readFile(): Promise<SecretKey | null> {
    const file = await open(this.path, 'r').catch(absentIfMissing);
    if (file === null) return null;
    try {
      const { mode } = await file.stat();
      // Windows has no such permissions; there the folder's own are all there is.
      if (process.platform !== 'win32' && (mode & OTHERS) !== 0) throw exposed(this.path, mode);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_FILE_BYTES), 0, MAX_FILE_BYTES, 0);
      const bytes = parseKey(buffer.toString('utf8', 0, bytesRead).trim());
      if (bytes === null) {
        throw unusable(`${this.path} does not hold a key of 32 bytes: put back the file from a backup`, WITHOUT_KEY);
      }
      return secretKeyOf(bytes);
    } finally {
      await file.close();
    }
  }

  /** The file appears with its whole content or not at all; one that appeared meanwhile is left as it is. */
  private async write(bytes: Buffer): Promise<void> {
    await mkdir(this.config.dataDir, { recursive: true });
    const draft = `${this.path}.${newId()}`;
    const file = await open(draft, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(`${bytes.toString('base64')}\n`);
      // No secret is stored before its key is safe.
      await file.sync();
      await link(draft, this.path).catch(absentIfPresent);
    } finally {
      await file.close();
      await unlink(draft);
    }
  }
}

const parseKey = (text: string): Buffer | null => {
  const bytes = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
  return bytes.length === SECRET_KEY_BYTES ? bytes : null;
};

const absentIf =
  (code: string) =>
  (error: NodeJS.ErrnoException): null => {
    if (error.code === code) return null;
    throw error;
  };
const absentIfMissing = absentIf('ENOENT');
const absentIfPresent = absentIf('EEXIST');

/** The fix is in the message: at the start of a process, that is all that is shown. */
const exposed = (path: string, mode: number): ProtocolError => {
  const octal = (mode & 0o777).toString(8);
  return unusable(
    `${path} can be read by other users of this machine (mode ${octal}): run \`chmod 600 ${path}\``,
    'If others may have read the file, replace the secrets at their providers.',
  );
};

const unusable = (message: string, hint: string): ProtocolError => new ProtocolError('CONFLICT', message, { hint });
