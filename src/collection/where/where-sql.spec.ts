import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { openAppDatabase } from '../../../test/support/database.js';
import { describeDatabases } from '../../../test/support/services.js';
import { assertNever } from '../../common/assert-never.js';
import type { TestDatabase } from '../../database/testing.js';
import type { Metadata, MetadataValue } from '../store/metadata.js';
import { metadataKeyProblem } from './metadata-key.js';
import { postgresWhere } from './postgres-where.js';
import { sqliteWhere } from './sqlite-where.js';
import type { Where } from './where.js';
import { COMPARISONS } from './where.js';

/** Some keys and values come up again and again, so that conditions hit; the others are any that are allowed. */
const anyKey = fc.oneof(
  fc.constantFrom('a', 'b', '0', 'a.b', "it's", 'ü', '[0]', '#-1'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter((key) => metadataKeyProblem(key) === null),
);
const anyNumber = fc.oneof(
  fc.constantFrom(0, 1, 1.5, -1, 2 ** 53, 1e21, 1e-7),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const anyText = fc.oneof(
  fc.constantFrom('', '1', 'x', 'true', 'null'),
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
);
const anyValue: fc.Arbitrary<MetadataValue> = fc.oneof(fc.boolean(), anyNumber, anyText);
const anyMetadata: fc.Arbitrary<Metadata> = fc.dictionary(anyKey, anyValue, { maxKeys: 5 });

const { where: anyWhere } = fc.letrec<{ where: Where; leaf: Where }>((tie) => ({
  leaf: fc.oneof(
    fc.record({
      kind: fc.constant('in' as const),
      key: anyKey,
      values: fc.array(anyValue, { minLength: 1, maxLength: 4 }),
      isNegated: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('compare' as const),
      key: anyKey,
      operator: fc.constantFrom(...COMPARISONS),
      value: anyNumber,
    }),
  ),
  where: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('where'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

/** What a filter means, written down as plainly as possible. */
const passes = (where: Where, metadata: Metadata): boolean => {
  switch (where.kind) {
    case 'and':
      return where.parts.every((part) => passes(part, metadata));
    case 'or':
      return where.parts.some((part) => passes(part, metadata));
    case 'in':
      return where.values.some((value) => value === metadata[where.key]) !== where.isNegated;
    case 'compare': {
      const value = metadata[where.key];
      if (typeof value !== 'number') return false;
      if (where.operator === '$gt') return value > where.value;
      if (where.operator === '$gte') return value >= where.value;
      return where.operator === '$lt' ? value < where.value : value <= where.value;
    }
    default:
      return assertNever(where);
  }
};

await describeDatabases('A filter in SQL', (databaseUrl) => {
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await openAppDatabase(databaseUrl);
  });

  afterAll(() => opened.close());

  it('lets through what the plain reading of the filter lets through', async () => {
    const isPostgres = databaseUrl !== undefined;
    const property = fc.asyncProperty(
      anyWhere,
      fc.array(anyMetadata, { minLength: 1, maxLength: 8 }),
      async (where, rows) => {
        const condition = isPostgres ? postgresWhere(where) : sqliteWhere(where);
        const cast = isPostgres ? '::jsonb' : '';
        const values = rows.map((_row, index) => `SELECT ${index} AS number, CAST(? AS text)${cast} AS metadata`);
        const found = await opened.database.query<{ readonly number: number }>(
          `SELECT number FROM (${values.join(' UNION ALL ')}) AS rows WHERE ${condition.sql} ORDER BY number`,
          [...rows.map((row) => JSON.stringify(row)), ...condition.params],
        );
        const expected = rows.flatMap((row, index) => (passes(where, row) ? [index] : []));
        expect(found.map(({ number }) => number)).toEqual(expected);
      },
    );
    await fc.assert(property, { numRuns: 400 });
  });
});
