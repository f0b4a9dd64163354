import { describe, expect, it } from '@jest/globals';

import type { EngineUpdate } from '../../engine/engine-update.js';
import { glance } from './glance.js';
import { UpdateBatch } from './update-batch.js';
import { wireOutputs, wireUpdate } from './wire-update.js';

const progress = (id: string, value: number, chunk = ''): EngineUpdate => ({
  type: 'node_progress',
  node_id: id,
  progress: value,
  total: 10,
  chunk,
});

describe('UpdateBatch', () => {
  const collect = () => {
    const posts: (readonly EngineUpdate[])[] = [];
    return { posts, batch: new UpdateBatch((updates) => posts.push(updates)) };
  };

  it('keeps only the newest progress of each graph node, in its place', () => {
    const { batch } = collect();
    batch.flush();
    for (const update of [progress('a', 1), progress('b', 1), progress('a', 2)]) batch.add(update);
    expect(batch.take()).toEqual([progress('a', 2), progress('b', 1)]);
    expect(batch.take()).toEqual([]);
  });

  it('keeps every piece of text that progress carries', () => {
    const { batch } = collect();
    for (const update of [progress('a', 1, 'x'), progress('a', 2, 'y')]) batch.add(update);
    expect(batch.take()).toHaveLength(2);
  });

  it('joins the pieces of one text that follow each other, and no others', () => {
    const { batch } = collect();
    const chunk = (id: string, content: string, more = {}): EngineUpdate => ({
      type: 'chunk',
      node_id: id,
      content_type: 'text',
      content,
      done: false,
      thinking: false,
      ...more,
    });
    batch.flush();
    const pieces = [
      chunk('a', 'Hel'),
      chunk('a', 'lo', { done: true }),
      chunk('a', 'again'),
      chunk('a', 'hm', { thinking: true }),
      chunk('b', 'x'),
      chunk('b', 'AA==', { content_type: 'audio' }),
      chunk('b', 'AA==', { content_type: 'audio' }),
    ];
    for (const piece of pieces) batch.add(piece);
    expect(batch.take()).toEqual([chunk('a', 'Hello', { done: true }), ...pieces.slice(2)]);
  });

  it('posts many updates together without waiting for the event loop', () => {
    const { posts, batch } = collect();
    for (let index = 0; index < 1000; index++) {
      batch.add({ type: 'log_update', node_id: null, node_name: null, content: `${index}`, severity: 'info' });
    }
    const all = [...posts.flat(), ...batch.take()];
    expect(all).toHaveLength(1000);
    expect(posts.length).toBeGreaterThanOrEqual(3);
    expect(posts.length).toBeLessThan(900);
  });

  it('lets the newest beginning of a graph node in a stream stand for those before it', () => {
    const { posts, batch } = collect();
    const begin = (item: number): EngineUpdate => ({
      type: 'node_update',
      node_id: 'a',
      node_name: 'A',
      node_type: 't',
      status: 'running',
      properties: { item },
    });
    for (let item = 0; item < 100; item++) batch.add(begin(item));
    const all = [...posts.flat(), ...batch.take()];
    expect(all.at(0)).toEqual(begin(0));
    expect(all.at(-1)).toEqual(begin(99));
    expect(all.length).toBeLessThan(50);
  });

  it('posts the first beginning of a graph node at once', () => {
    const { posts, batch } = collect();
    const begun: EngineUpdate = {
      type: 'node_update',
      node_id: 'a',
      node_name: 'A',
      node_type: 't',
      status: 'running',
    };
    batch.add(begun);
    expect(posts).toEqual([[begun]]);
  });
});

describe('values on their way out of a thread', () => {
  it.each([
    ['a small value as it is', { a: [1, 'x', null] }, { a: [1, 'x', null] }],
    ['bytes by their number', new Uint8Array(7), '<7 bytes>'],
    ['a large list by its length', Array.from({ length: 5000 }, () => 0), '<list of 5000>'],
    ['a large reference by its tag', { type: 'image', data: new Uint8Array(9) }, '<image>'],
    ['a number that is none', Number.NaN, { type: 'float', value: 'NaN' }],
  ])('shows %s', (_what, value, shown) => {
    expect(glance(value)).toEqual(shown);
  });

  it('shows the beginning of a long text', () => {
    const shown = glance('x'.repeat(100_000));
    expect(shown).toMatch(/^x{16384}…<100000 characters>$/);
  });

  it('does not hang on a value that contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(glance(loop)).toBe('<Object>');
  });

  it('carries results whole and refuses, by name, what JSON cannot carry', () => {
    const long = Array.from({ length: 5000 }, (_, index) => index);
    expect(wireOutputs({ list: [long] })).toEqual({ list: [long] });
    expect(() => wireOutputs({ file: [new Uint8Array(3)] })).toThrow("output 'file' holds 3 bytes");
  });

  it('leaves the result of the whole run to the owner of the job', () => {
    expect(wireUpdate({ type: 'job_update', status: 'completed', result: { a: [1] } })).toEqual({
      type: 'job_update',
      status: 'completed',
    });
  });
});
