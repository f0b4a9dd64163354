import { describe, expect, it } from '@jest/globals';

import type { EngineUpdate } from '../../src/engine/engine-update.js';
import { resultOf, runExample } from '../support/examples.js';

describe('sales-report-from-json', () => {
  const table = '| Order | Customer | Total | Status |\n| --- | --- | ---: | --- |\n';

  it('reports the day that comes with it', async () => {
    expect(await resultOf('sales-report-from-json')).toEqual({
      report:
        '# Harbour Books, 2026-05-08\n\n4 orders, 184.50 EUR in total, the largest 96.00 EUR.\n\n' +
        table +
        '| HB-2041 | Lena Okafor | 42.50 | paid |\n| HB-2042 | Tomás Rivera | 18.25 | open |\n' +
        '| HB-2043 | Mei Tanaka | 96.00 | paid |\n| HB-2044 | Jonas Weber | 27.75 | open |\n\n' +
        'Still to be paid: 46.00 EUR by Tomás Rivera, Jonas Weber.',
      revenue: 184.5,
      owed: 46,
      unpaid_customers: ['Tomás Rivera', 'Jonas Weber'],
    });
  });

  it('reports a day without orders', async () => {
    expect(
      await resultOf('sales-report-from-json', {
        sales: '{"shop": "Kiosk", "day": "2026-01-02", "orders": []}',
        currency: 'GBP',
      }),
    ).toEqual({
      report:
        '# Kiosk, 2026-01-02\n\n0 orders, 0.00 GBP in total, the largest 0.00 GBP.\n\n' +
        table +
        '\nEverything is paid.',
      revenue: 0,
      owed: 0,
      unpaid_customers: [],
    });
  });

  it('fails with the place of the fault when the text is no JSON', async () => {
    const { status, error } = await runExample('sales-report-from-json', { sales: '{"shop": }' });
    expect(status).toBe('failed');
    expect(error?.message).toContain('Expecting value: line 1 column 10 (char 9)');
  });
});

describe('deadline-calculator', () => {
  it('moves a deadline on a Saturday to Monday', async () => {
    expect(await resultOf('deadline-calculator')).toEqual({
      due_date: '2026-03-23',
      due_weekday: 'Monday',
      moved_from_weekend: true,
      reminder_date: '2026-03-20',
      working_days: 12,
      summary:
        'Due on Monday, 2026-03-23 (quarter 1), 12 working days from 2026-03-06. Reminder on 2026-03-20.' +
        ' The day was moved because it fell on a weekend.',
    });
  });

  it('moves a deadline on a Sunday by one day', async () => {
    const { outputs } = await runExample('deadline-calculator', { days_allowed: 9 });
    expect(outputs).toMatchObject({ due_date: ['2026-03-16'], moved_from_weekend: [true], working_days: [7] });
  });

  it('knows leap days and leaves a weekday alone', async () => {
    expect(
      await resultOf('deadline-calculator', { start_date: '2028-02-20', days_allowed: 9, reminder_days: 0 }),
    ).toEqual({
      due_date: '2028-02-29',
      due_weekday: 'Tuesday',
      moved_from_weekend: false,
      reminder_date: '2028-02-29',
      working_days: 7,
      summary: 'Due on Tuesday, 2028-02-29 (quarter 1), 7 working days from 2028-02-20. Reminder on 2028-02-29.',
    });
  });

  it('fails on a day that the calendar does not have, naming the step', async () => {
    const { status, error } = await runExample('deadline-calculator', { start_date: '2026-02-30' });
    expect({ status, error }).toMatchObject({ status: 'failed', error: { node_id: 'start' } });
    expect(error?.message).toContain('day is out of range for month');
  });
});

describe('invoice-total', () => {
  it('adds up the invoice that comes with it', async () => {
    expect(await resultOf('invoice-total')).toEqual({
      invoice:
        '     3 x Oak shelf                        145.50\n' +
        '    12 x Wall bracket                      39.00\n' +
        '     1 x Delivery                          25.00\n' +
        'Subtotal                                  209.50\n' +
        'Tax                                        41.90\n' +
        'Total                                     251.40 EUR',
      items: [
        { description: 'Oak shelf', quantity: 3, price: 48.5, amount: 145.5 },
        { description: 'Wall bracket', quantity: 12, price: 3.25, amount: 39 },
        { description: 'Delivery', quantity: 1, price: 25, amount: 25 },
      ],
      subtotal: 209.5,
      tax: 41.9,
      total: 251.4,
      not_understood: ['please ring the bell'],
    });
  });

  it('rounds money to two decimals and keeps what it does not understand', async () => {
    expect(
      await resultOf('invoice-total', {
        lines: '7 x Tea @ home @ 0.10\n0 x Cup @ 2\n3x Pot @ 9.999',
        tax_percent: 8.1,
        currency: 'CHF',
      }),
    ).toEqual({
      invoice:
        '     7 x Tea @ home                         0.70\n' +
        'Subtotal                                    0.70\n' +
        'Tax                                         0.06\n' +
        'Total                                       0.76 CHF',
      items: [{ description: 'Tea @ home', quantity: 7, price: 0.1, amount: expect.closeTo(0.7, 10) }],
      subtotal: 0.7,
      tax: 0.06,
      total: 0.76,
      not_understood: ['0 x Cup @ 2', '3x Pot @ 9.999'],
    });
  });
});

describe('headline-addresses', () => {
  const page = (number: number, title: string, address: string): string =>
    `${number}. ${title} -> /town-news/${address}`;

  it('sends a line for each headline while it runs, in order, and gathers all of them', async () => {
    const updates: EngineUpdate[] = [];
    const { status, outputs } = await runExample('headline-addresses', {}, updates);
    const titles = outputs['titles']?.[0];
    const lines = [
      page(1, 'Ferry line to the islands returns in June', 'ferry-line-to-the-islands-returns-in'),
      page(2, 'Café Lumière opens a second kitchen', 'cafe-lumiere-opens-a-second-kitchen'),
      page(3, 'Night market: forty stalls, one street', 'night-market-forty-stalls-one-street'),
      page(4, 'Town library lends garden tools', 'town-library-lends-garden-tools'),
      page(5, 'Why the old bridge hums in the wind', 'why-the-old-bridge-hums-in-the-wind'),
      page(6, 'School orchestra wins regional prize', 'school-orchestra-wins-regional-prize'),
      page(7, 'New cycle path follows the canal', 'new-cycle-path-follows-the-canal'),
      page(8, 'Bakers agree on a common flour mill', 'bakers-agree-on-a-common-flour-mill'),
      page(9, 'Heat plan for the summer is ready', 'heat-plan-for-the-summer-is-ready'),
      page(10, 'Museum of Tides shows its storm glass', 'museum-of-tides-shows-its-storm-glass'),
      page(11, 'Volunteers count swifts & swallows', 'volunteers-count-swifts-swallows'),
      page(12, 'Harbour master retires after 31 years', 'harbour-master-retires-after-31-years'),
    ];
    const sent = updates.flatMap((update) =>
      update.type === 'output_update' && update.output_name === 'page' ? [update.value] : [],
    );
    expect({ status, sent, page: outputs['page'], clashes: outputs['clashes'] }).toEqual({
      status: 'completed',
      sent: lines,
      page: lines,
      clashes: [0],
    });
    expect(titles).toHaveLength(12);
    expect(updates.at(-1)).toMatchObject({ type: 'job_update', status: 'completed' });
  });

  it('cuts between words, and counts addresses that are taken', async () => {
    const headlines = ['Rain, rain,  rain', 'Rain rain again', 'Rathausversammlung'];
    const { outputs } = await runExample('headline-addresses', { headlines, section: 'wx', max_length: 10 });
    expect(outputs).toEqual({
      page: [
        '1. Rain, rain, rain -> /wx/rain',
        '2. Rain rain again -> /wx/rain',
        '3. Rathausversammlung -> /wx/rathausve',
      ],
      titles: [['Rain, rain, rain', 'Rain rain again', 'Rathausversammlung']],
      pages: [{ '/wx/rain': 'Rain rain again', '/wx/rathausve': 'Rathausversammlung' }],
      clashes: [1],
    });
  });
});

describe('identifier-batch', () => {
  it('gives each label the identifier of RFC 9562, version 5', async () => {
    expect(await resultOf('identifier-batch', { count: 2 })).toEqual({
      by_label: {
        'sensor-0001': '56a00d0d-2ce6-54aa-8af3-f5a256f74812',
        'sensor-0002': '4759b6a0-ff02-55f4-951e-bd34ee66937c',
      },
      csv:
        'label,identifier\nsensor-0001,56a00d0d-2ce6-54aa-8af3-f5a256f74812\n' +
        'sensor-0002,4759b6a0-ff02-55f4-951e-bd34ee66937c',
      batch_urn: 'urn:uuid:11111111-1111-4111-9111-111111111111',
    });
  });

  it('makes six of them unless told otherwise, from any number on', async () => {
    const { outputs } = await runExample('identifier-batch');
    expect(Object.keys(outputs['by_label']?.[0] ?? {})).toHaveLength(6);
    expect(
      await resultOf('identifier-batch', { domain: 'rooms.example', prefix: 'room', first_number: 101, count: 2 }),
    ).toEqual({
      by_label: {
        'room-0101': '3e1172d2-e26b-5d64-8828-5bbdc9edf5a8',
        'room-0102': '3876ecdb-b081-5f5e-bf79-322e23d40217',
      },
      csv:
        'label,identifier\nroom-0101,3e1172d2-e26b-5d64-8828-5bbdc9edf5a8\n' +
        'room-0102,3876ecdb-b081-5f5e-bf79-322e23d40217',
      batch_urn: 'urn:uuid:11111111-1111-4111-9111-111111111111',
    });
  });
});
