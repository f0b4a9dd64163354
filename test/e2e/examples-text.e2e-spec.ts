import { describe, expect, it } from '@jest/globals';

import type { EngineUpdate } from '../../src/engine/engine-update.js';
import { resultOf, runExample } from '../support/examples.js';

describe('word-statistics', () => {
  it('counts the text that comes with it', async () => {
    expect(await resultOf('word-statistics')).toEqual({
      words: 38,
      different_words: 30,
      characters: 213,
      lines: 4,
      longest_words: ['lighthouse', 'evenings', 'evening', 'happens', 'nothing'],
      report:
        '38 words (30 different), 213 characters, 4 lines.\nReading time: 0.2 minutes.\n' +
        'Longest words: lighthouse, evenings, evening, happens, nothing.',
    });
  });

  it('keeps words with apostrophes, dashes and accents together', async () => {
    expect(
      await resultOf('word-statistics', {
        text: "Ça va? It's the well-known 3-step plan:\nPlan A, plan B — plan C.",
        longest_count: 2,
        words_per_minute: 65,
      }),
    ).toEqual({
      words: 13,
      different_words: 10,
      characters: 64,
      lines: 2,
      longest_words: ['well-known', "it's"],
      report:
        "13 words (10 different), 64 characters, 2 lines.\nReading time: 0.2 minutes.\nLongest words: well-known, it's.",
    });
  });

  it('takes an empty text for what it is', async () => {
    expect(await resultOf('word-statistics', { text: '' })).toEqual({
      words: 0,
      different_words: 0,
      characters: 0,
      lines: 0,
      longest_words: [],
      report: '0 words (0 different), 0 characters, 0 lines.\nReading time: 0.0 minutes.\nLongest words: none.',
    });
  });

  it('refuses a number outside its bounds', async () => {
    await expect(runExample('word-statistics', { longest_count: 0 })).rejects.toThrow(
      "Parameter 'longest_count' is 0, but its smallest value is 1.",
    );
  });
});

describe('mailing-list-cleanup', () => {
  const clean = ['abel@example.com', 'lee.chen@example.net', 'nadia.petrov@example.org', 'sam@example.com'];

  it('cleans the list that comes with it', async () => {
    expect(await resultOf('mailing-list-cleanup')).toEqual({
      clean,
      rejected: ['wrong-address@'],
      duplicates_removed: 2,
      address_line: clean.join('; '),
    });
  });

  it('keeps the order of appearance when asked to', async () => {
    expect(
      await resultOf('mailing-list-cleanup', {
        entries: 'zoe@example.com\r\nANN@example.com;Bob at example dot com\r\nann@example.com',
        alphabetical: false,
      }),
    ).toEqual({
      clean: ['zoe@example.com', 'ann@example.com'],
      rejected: ['Bob at example dot com'],
      duplicates_removed: 1,
      address_line: 'zoe@example.com; ann@example.com',
    });
  });

  it('gives empty lists when nothing is left', async () => {
    expect(await resultOf('mailing-list-cleanup', { entries: ' \n,;\n' })).toEqual({
      clean: [],
      rejected: [],
      duplicates_removed: 0,
      address_line: '',
    });
  });
});

describe('log-triage', () => {
  it('sorts the log that comes with it', async () => {
    expect(await resultOf('log-triage')).toEqual({
      status: 'attention',
      errors: 3,
      warnings: 2,
      messages: ['mailer: connection to smtp.example.net refused', 'billing: invoice 8841 has no customer'],
      sources: ['billing', 'mailer'],
      report:
        'Status: attention. Errors: 3 (limit 3), warnings: 2.\n' +
        '- mailer: connection to smtp.example.net refused\n- billing: invoice 8841 has no customer',
    });
  });

  it('reads levels as words only, and line ends of Windows', async () => {
    expect(
      await resultOf('log-triage', { log: 'ERROR disk full\r\nINFO no ERRORS since Monday\r\n', error_limit: 2 }),
    ).toEqual({
      status: 'calm',
      errors: 1,
      warnings: 0,
      messages: ['disk full'],
      sources: [],
      report: 'Status: calm. Errors: 1 (limit 2), warnings: 0.\n- disk full',
    });
  });
});

describe('support-ticket-routing', () => {
  it('sends the message that comes with it down the urgent path', async () => {
    expect(await resultOf('support-ticket-routing')).toEqual({
      priority: 'high',
      subject: 'Hello, since this morning nobody in our office …',
      urgent_ticket:
        '[URGENT] Hello, since this morning nobody in our office …\nPlan: team\n' +
        'Answer within 1 hour and call the engineer on duty.\n\n' +
        'Hello, since this morning nobody in our office can place orders. ' +
        'The shop page is down and shows an empty basket. Could you please look at it?',
    });
  });

  it('sends everything else down the standard path, and runs nothing on the other', async () => {
    const updates: EngineUpdate[] = [];
    const { outputs } = await runExample(
      'support-ticket-routing',
      { message: 'Where is\nmy invoice?', plan: 'free' },
      updates,
    );
    expect(outputs).toEqual({
      priority: ['normal'],
      subject: ['Where is my invoice?'],
      standard_ticket: [
        'Where is my invoice?\nPlan: free\nAnswer by the end of the next working day.\n\nWhere is my invoice?',
      ],
    });
    const running = updates.flatMap((update) =>
      update.type === 'node_update' && update.status === 'running' ? [update.node_id] : [],
    );
    expect(running).toContain('standard-ticket');
    expect(running).not.toContain('urgent-ticket');
  });

  it('takes every message of an enterprise customer as urgent', async () => {
    const { outputs } = await runExample('support-ticket-routing', { message: 'A question', plan: 'enterprise' });
    expect(Object.keys(outputs).toSorted()).toEqual(['priority', 'subject', 'urgent_ticket']);
  });

  it('refuses a plan that is not offered', async () => {
    await expect(runExample('support-ticket-routing', { plan: 'gold' })).rejects.toThrow(
      "Parameter 'plan' is not one of its options: free, team, enterprise.",
    );
  });
});
