import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { CHAIN_START, chained } from './audit-chain.js';
import type { AuditEntry, ChainPlace } from './audit-entry.js';
import { settledEntry } from './audit-entry.js';
import { auditLines, recordView, verifyAuditLines } from './audit-lines.js';

const text = fc.string({ unit: 'binary', maxLength: 600 });
const entry: fc.Arbitrary<AuditEntry> = fc.record({
  actor: text,
  users: fc.option(text),
  action: text,
  target: fc.option(text),
  door: fc.constant('rest' as const),
  address: fc.option(text),
  outcome: text,
});

const chainOf = (entries: readonly AuditEntry[], start: ChainPlace = CHAIN_START) =>
  chained(
    start,
    entries.map((one, index) => settledEntry(one, 1_000 * index)),
  );

const linesOf = async (records: ReturnType<typeof chainOf>, start: ChainPlace = CHAIN_START): Promise<string[]> => {
  const last = records.at(-1) ?? start;
  const lines: string[] = [];
  const each = (async function* () {
    yield* await Promise.resolve(records);
  })();
  for await (const line of auditLines(start, { seq: last.seq, hash: last.hash }, each)) lines.push(line.trimEnd());
  return lines;
};

describe('a chained log', () => {
  it('holds as long as nobody touched it, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 12 }), async (entries) => {
        const records = chainOf(entries);
        const verdict = verifyAuditLines(await linesOf(records), null);
        expect(verdict).toMatchObject({ fault: null, count: entries.length });
      }),
    );
  });

  it('shows each change of a record, at that record', async () => {
    const changes = ['at', 'actor', 'users', 'action', 'target', 'door', 'address', 'outcome', 'count'] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        fc.constantFrom(...changes),
        async (entries, at, field) => {
          const records = chainOf(entries);
          const index = at % records.length;
          const lines = await linesOf(records);
          const other = field === 'at' ? '2026-01-01T00:00:00.001Z' : field === 'count' ? 77 : 'somebody else';
          const changed = records.map((record, place) =>
            place === index ? { ...recordView(record), [field]: other } : recordView(record),
          );
          const { fault } = verifyAuditLines([lines[0] ?? '', ...changed.map((view) => JSON.stringify(view))], null);
          expect(fault?.seq).toBe(index + 1);
        },
      ),
    );
  });

  it('shows a record that was taken out, put in, or moved', async () => {
    const records = chainOf(Array.from({ length: 5 }, (_, index) => ({ ...SAMPLE, target: `t${String(index)}` })));
    const [head = '', ...lines] = await linesOf(records);
    const [one = '', two = '', three = '', ...rest] = lines;
    expect(verifyAuditLines([head, one, three, ...rest], null).fault?.reason).toContain('record 2 is missing');
    expect(verifyAuditLines([head, one, two, two, three, ...rest], null).fault?.seq).toBe(3);
    expect(verifyAuditLines([head, two, one, three, ...rest], null).fault?.seq).toBe(1);
    expect(verifyAuditLines([head, one, two], null).fault?.reason).toContain('ends at record 2, not 5');
    expect(verifyAuditLines([head, one, '{"seq":2}'], null).fault?.reason).toContain('line 3 is no record');
    expect(verifyAuditLines([one, two], null).fault?.reason).toContain('first line');
  });

  it('shows that it was made anew when a record is known from before', async () => {
    const noted = chainOf([SAMPLE, SAMPLE]).at(-1);
    const anew = chainOf([SAMPLE, { ...SAMPLE, actor: 'nobody' }, SAMPLE]);
    const known = { seq: 2, hash: noted?.hash ?? '' };
    expect(verifyAuditLines(await linesOf(anew), null).fault).toBeNull();
    expect(verifyAuditLines(await linesOf(anew), known).fault?.reason).toContain('not the one that was noted');
    expect(verifyAuditLines(await linesOf(chainOf([SAMPLE, SAMPLE])), known).fault).toBeNull();
  });

  it('holds from where older records were taken away', async () => {
    const [first, ...rest] = chainOf([SAMPLE, SAMPLE, SAMPLE]);
    const start = { seq: 1, hash: first?.hash ?? '' };
    expect(verifyAuditLines(await linesOf(rest, start), start)).toMatchObject({ fault: null, count: 2 });
    expect(verifyAuditLines(await linesOf(rest, CHAIN_START), null).fault?.reason).toContain('record 1 is missing');
  });
});

const SAMPLE: AuditEntry = { actor: 'token-1', action: 'POST /api/v1/tokens', door: 'rest', outcome: 'ok' };
