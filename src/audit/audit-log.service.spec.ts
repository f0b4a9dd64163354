import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { openAppDatabase } from '../../test/support/database.js';
import { describeDatabases } from '../../test/support/services.js';
import { AppConfig } from '../config/app-config.js';
import type { TestDatabase } from '../database/testing.js';
import type { AuditEntry } from './audit-entry.js';
import { auditLines, verifyAuditLines } from './audit-lines.js';
import { AuditLog } from './audit-log.service.js';
import { AuditReader } from './audit-reader.service.js';
import { AuditRetention } from './audit-retention.service.js';
import { AuditStore } from './audit.store.js';
import { RefusalTally } from './refusal-tally.js';

const DAY_MS = 86_400_000;

const entry = (actor: string): AuditEntry => ({ actor, action: 'GET /x', door: 'rest', outcome: 'ok' });

await describeDatabases('the audit log', (databaseUrl) => {
  let opened: TestDatabase;

  beforeEach(async () => {
    opened = await openAppDatabase(databaseUrl);
  });
  afterEach(() => opened.close());

  /** What a process of a hub has. */
  const openLog = (settings: Partial<AppConfig> = {}) => {
    const store = new AuditStore(opened.database);
    const log = new AuditLog(store);
    const config = Object.assign(new AppConfig(), settings);
    return { store, log, reader: new AuditReader(store, log), retention: new AuditRetention(store, log, config) };
  };

  const verify = async (): Promise<ReturnType<typeof verifyAuditLines>> => {
    const { first, last, records } = await openLog().reader.open();
    const lines: string[] = [];
    for await (const line of auditLines(first, last, records)) lines.push(line);
    return verifyAuditLines(lines, null);
  };

  it('keeps entries in their order, as they were', async () => {
    const { log, reader } = openLog();
    log.record({ ...entry('a'), target: 't', users: '1,2', address: '127.0.0.1' });
    log.record({ ...entry('nul\0 and half \ud800'), count: 3 });
    await log.recordNow(entry('c'));
    const records = await reader.list({}, 10);
    expect(records).toMatchObject([
      { seq: 3, actor: 'c' },
      { seq: 2, actor: 'nul\uFFFD and half \uFFFD', count: 3, target: null },
      { seq: 1, actor: 'a', target: 't', users: '1,2', address: '127.0.0.1', door: 'rest', outcome: 'ok', count: 1 },
    ]);
    expect(await verify()).toMatchObject({ fault: null, count: 3 });
  });

  it('is one chain for all processes that write to it', async () => {
    const logs = Array.from({ length: 4 }, () => openLog().log);
    for (let round = 0; round < 5; round++) {
      await Promise.all(logs.map((log, index) => log.recordNow(entry(`${String(index)}-${String(round)}`))));
    }
    expect(await verify()).toMatchObject({ fault: null, count: 20 });
    const actors = (await openLog().reader.list({}, 100)).map(({ actor }) => actor);
    expect(new Set(actors).size).toBe(20);
  });

  it('finds records by who, what, on what, how it ended, and when', async () => {
    const { log, reader } = openLog();
    log.record({ ...entry('a'), outcome: 'FORBIDDEN' });
    log.record({ ...entry('b'), target: 't1', action: 'node.joined' });
    await log.recordNow(entry('a'));
    const seqs = async (filter: Parameters<typeof reader.list>[0], limit = 10): Promise<number[]> =>
      (await reader.list(filter, limit)).map(({ seq }) => seq);
    expect(await seqs({ actor: 'a' })).toEqual([3, 1]);
    expect(await seqs({ outcome: 'FORBIDDEN' })).toEqual([1]);
    expect(await seqs({ target: 't1', action: 'node.joined' })).toEqual([2]);
    expect(await seqs({ beforeSeq: 3 }, 1)).toEqual([2]);
    expect(await seqs({ since: Date.now() + 1000 })).toEqual([]);
    expect(await seqs({ since: 0, until: Date.now() + 1000 })).toEqual([3, 2, 1]);
  });

  it('holds on after its oldest records went, and says that they did', async () => {
    const { log, retention, reader } = openLog({ auditRetentionDays: 30 });
    await log.recordNow(entry('old'));
    await log.recordNow(entry('old, too'));
    const later = Date.now() + 31 * DAY_MS;
    expect(await retention.sweep(later)).toBe(2);
    expect(await reader.list({}, 10)).toMatchObject([{ seq: 3, action: 'audit.removed', count: 2 }]);
    expect(await verify()).toMatchObject({ fault: null, count: 1 });
    expect(await openLog({ auditRetentionDays: 0 }).retention.sweep(later)).toBe(0);
  });

  it('shows what somebody did to its rows', async () => {
    const { log } = openLog();
    for (const actor of ['a', 'b', 'c']) await log.recordNow(entry(actor));
    await opened.database.atomic([{ sql: "UPDATE audit_records SET actor = 'x' WHERE seq = 2" }]);
    expect((await verify()).fault).toMatchObject({ seq: 2 });
    await opened.database.atomic([{ sql: 'DELETE FROM audit_records WHERE seq = 2' }]);
    expect((await verify()).fault?.reason).toContain('record 2 is missing');
  });

  it('keeps what the database refused until it takes it, and tells whoever waits', async () => {
    const { log, reader } = openLog();
    await opened.database.atomic([{ sql: 'ALTER TABLE audit_records RENAME TO hidden' }]);
    await expect(log.recordNow(entry('a'))).rejects.toMatchObject({
      message: expect.stringContaining('audit_records'),
    });
    await opened.database.atomic([{ sql: 'ALTER TABLE hidden RENAME TO audit_records' }]);
    await log.recordNow(entry('b'));
    expect(await reader.list({}, 10)).toMatchObject([{ actor: 'b' }, { actor: 'a' }]);
  });
});

describe('refusals that repeat', () => {
  const refusal = (address: string): AuditEntry => ({ ...entry('anonymous'), address, outcome: 'UNAUTHENTICATED' });

  it('are one record at once, and one for the rest of a round', () => {
    const tally = new RefusalTally();
    expect([1, 2, 3].map(() => tally.add(refusal('10.0.0.1')))).toEqual([true, false, false]);
    expect(tally.add(refusal('10.0.0.2'))).toBe(true);
    expect(tally.take()).toMatchObject([{ address: '10.0.0.1', count: 2 }]);
    expect(tally.take()).toEqual([]);
    expect(tally.add(refusal('10.0.0.1'))).toBe(true);
  });

  it('never fill the memory, however many addresses they come from', () => {
    const tally = new RefusalTally();
    const firsts = Array.from({ length: 3000 }, (_, index) => tally.add(refusal(String(index))));
    expect(firsts.filter(Boolean)).toHaveLength(1000);
    expect(tally.take()).toMatchObject([{ action: 'other refusals', count: 2000 }]);
  });
});
