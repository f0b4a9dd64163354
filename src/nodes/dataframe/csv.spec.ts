import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readCsv, writeCsv } from './csv.js';
import { tableOfRows, toDataFrame } from './table.js';

const cell = fc.oneof(fc.constantFrom('a', 'x,y', 'say "hi"', 'two\nlines', ' blanks ', "it's"), fc.constant(null));

describe('CSV text', () => {
  it('gives back the texts that were written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.array(cell, { minLength: 4, maxLength: 4 })),
        async (width, rows) => {
          const names = ['a', 'b', 'c', 'd'].slice(0, width);
          const table = tableOfRows(
            names,
            rows.map((row) => row.slice(0, width)),
          );
          const read = await readCsv(await writeCsv(table));
          expect(toDataFrame(read).data).toEqual(toDataFrame(table).data);
        },
      ),
    );
  });

  it('skips lines without anything, not a lone field in quotation marks, and tells lines as an editor counts them', async () => {
    const { columns, height } = await readCsv('a\n\n""\n  \n"x\ny"\n');
    expect([height, columns[0]?.values]).toEqual([2, [NaN, 'x\ny']]);
    await expect(readCsv('a,b\n\n"x\ny",2\n1,2,3\n')).rejects.toThrow('Expected 2 fields in line 5, saw 3');
  });

  it('gives back numbers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), async (numbers) => {
        const table = tableOfRows(
          ['n'],
          numbers.map((number) => [number === 0 ? 0 : number]),
        );
        expect(toDataFrame(await readCsv(await writeCsv(table))).data).toEqual(toDataFrame(table).data);
      }),
    );
  });
});
