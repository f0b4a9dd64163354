import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { openAppDatabase } from '../../../test/support/database.js';
import { testConfig } from '../../../test/support/rest-app.js';
import { describeDatabases } from '../../../test/support/services.js';
import type { TestDatabase } from '../../database/testing.js';
import { SecretKeyStore } from './secret-key.store.js';
import { SecretRepository } from './secret.repository.js';
import { MAX_SECRETS, SecretService } from './secret.service.js';

await describeDatabases('the secrets of users', (databaseUrl) => {
  let db: TestDatabase;
  let dataDir: string;
  let keyFile: string;
  let secrets: SecretService;

  /** A process with this folder, and this key if it is given. */
  const restart = (secretsKey?: string): SecretService => {
    const config = testConfig({ dataDir, ...(secretsKey !== undefined && { secretsKey }) });
    return new SecretService(new SecretRepository(db.database), new SecretKeyStore(config));
  };
  const valueOf = async (name: string, userId = '1', service = secrets): Promise<string | undefined> =>
    (await service.open(userId, [name])).values.get(name);

  beforeEach(async () => {
    db = await openAppDatabase(databaseUrl);
    dataDir = await mkdtemp(join(tmpdir(), 'secrets-'));
    keyFile = join(dataDir, 'secrets.key');
    secrets = restart();
  });

  afterEach(async () => {
    await db.close();
    await rm(dataDir, { recursive: true });
  });

  it('are kept across a restart, per user, and replaced by the next value', async () => {
    await secrets.set('1', 'A', 'one', 1000);
    await secrets.set('2', 'A', 'two', 1000);
    await secrets.set('1', 'A', 'three', 2000);
    expect(await valueOf('A', '1', restart())).toBe('three');
    expect(await valueOf('A', '2', restart())).toBe('two');
    expect(await secrets.list('1')).toMatchObject([{ name: 'A', createdAt: 1000, updatedAt: 2000 }]);
  });

  it('are nowhere in the database as they were given', async () => {
    await secrets.set('1', 'A', 'sk-very-secret');
    const rows = await db.database.query('SELECT * FROM secrets');
    expect(JSON.stringify(rows)).not.toContain('sk-very-secret');
    expect(JSON.stringify(rows)).not.toContain(Buffer.from('sk-very-secret').toString('base64'));
  });

  it('do not open in another row', async () => {
    await secrets.set('1', 'A', 'one');
    await secrets.set('2', 'A', 'two');
    const swap = `UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE user_id = '1') WHERE user_id = '2'`;
    await db.database.atomic([{ sql: swap }]);
    const { values, faults } = await secrets.open('2', ['A']);
    expect([values.size, faults.get('A')?.message]).toEqual([0, 'Secret A is damaged in the database']);
  });

  it('are told apart from those that are not there', async () => {
    await secrets.set('1', 'B', 'b');
    await secrets.set('1', 'A', 'a');
    const { values, faults } = await secrets.open('1', ['A', 'C']);
    expect([[...values], [...faults]]).toEqual([[['A', 'a']], []]);
    expect((await secrets.list('1')).map(({ name }) => name)).toEqual(['A', 'B']);
    await secrets.delete('1', 'A');
    expect(await valueOf('A')).toBeUndefined();
    await expect(secrets.delete('1', 'A')).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Secret A not found' });
    await expect(secrets.delete('2', 'B')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('have a limit for each user, which a new value of an old name never hits', async () => {
    const rows = Array.from({ length: MAX_SECRETS }, (_, index) => ['1', `S${index}`, '', '', 0, 0]);
    const columns = ['user_id', 'name', 'sealed', 'key_id', 'created_at', 'updated_at'];
    await restart('00'.repeat(32)).set('2', 'A', 'a');
    await db.database.atomic(db.database.appendRows('secrets', columns, rows));
    const service = restart('00'.repeat(32));
    await service.set('1', 'S1', 'again');
    await expect(service.set('1', 'NEW', 'x')).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await service.delete('1', 'S2');
    await service.set('1', 'NEW', 'x');
    expect(await valueOf('NEW', '1', service)).toBe('x');
  });

  it('make a key file that only its owner reads, at the first use', async () => {
    expect(await valueOf('A')).toBeUndefined();
    await expect(stat(keyFile)).rejects.toMatchObject({ code: 'ENOENT' });
    await Promise.all(['A', 'B', 'C'].map((name) => secrets.set('1', name, name)));
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    for (const name of ['A', 'B', 'C']) expect(await valueOf(name, '1', restart())).toBe(name);
  });

  it('make no file with a key of the configuration, and need that one again', async () => {
    const key = randomBytes(32).toString('base64');
    await restart(key).set('1', 'A', 'a');
    await expect(stat(keyFile)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await valueOf('A', '1', restart(key))).toBe('a');
    const other = restart(randomBytes(32).toString('hex'));
    const { faults } = await other.open('1', ['A']);
    expect(faults.get('A')).toMatchObject({ code: 'CONFLICT', message: 'Secret A was stored with another key' });
    await other.set('1', 'A', 'b');
    expect(await valueOf('A', '1', other)).toBe('b');
  });

  it('get no second key when theirs is missing', async () => {
    await secrets.set('1', 'A', 'a');
    await rm(keyFile);
    const later = restart();
    await expect(later.set('1', 'B', 'b')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'The key of the stored secrets is missing',
    });
    await later.delete('1', 'A');
    await later.set('1', 'B', 'b');
    expect(await valueOf('B', '1', later)).toBe('b');
  });

  it('stop the start when others may read the key file, until that is mended', async () => {
    await secrets.set('1', 'A', 'a');
    await chmod(keyFile, 0o644);
    const later = restart();
    const refusal = { code: 'CONFLICT', message: expect.stringContaining('can be read by other users') };
    await expect(later.onModuleInit()).rejects.toMatchObject(refusal);
    await expect(later.open('1', ['A'])).rejects.toMatchObject(refusal);
    await chmod(keyFile, 0o600);
    await later.onModuleInit();
    expect(await valueOf('A', '1', later)).toBe('a');
  });

  it.each(['', 'nonsense', 'x'.repeat(10_000)])('stop the start when the key file holds %.10j', async (text) => {
    await writeFile(keyFile, text, { mode: 0o600 });
    await expect(restart().onModuleInit()).rejects.toMatchObject({
      message: `${keyFile} does not hold a key of 32 bytes: put back the file from a backup`,
    });
    expect(await readFile(keyFile, 'utf8')).toBe(text);
  });
});
