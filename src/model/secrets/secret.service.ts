import type { OnModuleInit } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { ProtocolError } from '../../protocol/protocol-error.js';
import { openSecret, sealSecret } from './secret-box.js';
import { SecretKeyStore } from './secret-key.store.js';
import type { SecretRow } from './secret.entity.js';
import { SecretRepository } from './secret.repository.js';

/** What may be told about a secret. */
export type SecretFacts = Pick<SecretRow, 'name' | 'createdAt' | 'updatedAt'>;

/** The values of some secrets, for use inside the process only. */
export interface OpenedSecrets {
  readonly values: ReadonlyMap<string, string>;
  /** Why others can't be opened, by name. */
  readonly faults: ReadonlyMap<string, ProtocolError>;
}

/** Secrets of one user; keeps a list that nobody pages through short. */
export const MAX_SECRETS = 200;

/** Keeps users' keys encrypted, and gives them to the parts of this process that need them. */
@Injectable()
export class SecretService implements OnModuleInit {
  private readonly logger = new Logger(SecretService.name);

  constructor(
    private readonly rows: SecretRepository,
    private readonly keys: SecretKeyStore,
  ) {}

  /** @throws ProtocolError at the start, when others may read the key file or it holds no key */
  async onModuleInit(): Promise<void> {
    const key = await this.keys.find();
    const count = await this.rows.countForeign(key?.id ?? null);
    if (count > 0) this.logger.warn('secrets were stored with another key and can not be used', { count });
  }

  /** Lists the names of a user's secrets. */
  list(userId: string): Promise<readonly SecretFacts[]> {
    return this.rows.list(userId);
  }

  /**
   * Stores a secret, over the one of that name if there is one.
   *
   * @throws ProtocolError `CONFLICT` when there is no key though there are secrets, `TOO_LARGE` above `MAX_SECRETS`
   */
  async set(userId: string, name: string, value: string, nowMs: number = Date.now()): Promise<void> {
    const key = (await this.keys.find()) ?? (await this.makeKey());
    const sealed = sealSecret(value, { userId, name }, key);
    const isStored = await this.rows.put({ userId, name, sealed, keyId: key.id, updatedAt: nowMs }, MAX_SECRETS);
    if (isStored) return;
    throw new ProtocolError('TOO_LARGE', `User ${userId} has ${MAX_SECRETS} secrets, which is the limit`, {
      hint: 'Delete one that is not needed any more.',
    });
  }

  /** @throws ProtocolError `NOT_FOUND` */
  async delete(userId: string, name: string): Promise<void> {
    if (await this.rows.remove(userId, name)) return;
    throw new ProtocolError('NOT_FOUND', `Secret ${name} not found`);
  }

  /**
   * Opens those of the named secrets that the user has.
   *
   * @throws ProtocolError `CONFLICT` when the key file can't be used
   */
  async open(userId: string, names: readonly string[]): Promise<OpenedSecrets> {
    const rows = (await this.rows.list(userId)).filter(({ name }) => names.includes(name));
    const key = rows.length === 0 ? null : await this.keys.find();
    const values = new Map<string, string>();
    const faults = new Map<string, ProtocolError>();
    for (const { name, sealed, keyId } of rows) {
      const value = key?.id === keyId ? openSecret(sealed, { userId, name }, key) : null;
      if (value === null) faults.set(name, key?.id === keyId ? damaged(name) : foreign(name));
      else values.set(name, value);
    }
    return { values, faults };
  }

  /** A new key beside old secrets would only hide that theirs is missing. */
  private async makeKey(): Promise<ReturnType<SecretKeyStore['make']>> {
    if (!(await this.rows.hasAny())) return this.keys.make();
    // Another call may have made the key and stored the first secret meanwhile.
    const key = await this.keys.find();
    if (key !== null) return key;
    throw new ProtocolError('CONFLICT', 'The key of the stored secrets is missing', {
      hint: 'Put back DATA_DIR/secrets.key or set SECRETS_KEY; without either, delete the stored secrets first.',
    });
  }
}

const foreign = (name: string): ProtocolError =>
  new ProtocolError('CONFLICT', `Secret ${name} was stored with another key`, {
    hint: 'Put back the former SECRETS_KEY or DATA_DIR/secrets.key, or set the secret again.',
  });

const damaged = (name: string): ProtocolError =>
  new ProtocolError('CONFLICT', `Secret ${name} is damaged in the database`, { hint: 'Set the secret again.' });
