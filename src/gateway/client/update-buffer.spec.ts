import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { WorkflowUpdate } from '../../protocol/node-messages.js';
import { UpdateBuffer } from './update-buffer.js';

const update = (update_type: string, data: Record<string, unknown>, request_id = 'r'): WorkflowUpdate => ({
  type: 'workflow_update',
  request_id,
  update_type,
  data,
});

const collect = (updates: readonly WorkflowUpdate[]): { seq: number; update: WorkflowUpdate }[] => {
  const buffer = new UpdateBuffer();
  updates.forEach((item, index) => buffer.push({ update: item, seq: index + 1, beforeSend: (last) => last }));
  const all = [];
  for (let item = buffer.shift(); item !== null; item = buffer.shift()) {
    all.push({ seq: item.seq, update: item.update });
  }
  expect(buffer.bytes).toBe(0);
  return all;
};

const chunk = (node_id: string, content: string, more = {}): WorkflowUpdate =>
  update('chunk', { node_id, content, ...more });

describe('UpdateBuffer', () => {
  it('keeps only the latest progress of each graph node and edge', () => {
    const kept = collect([
      update('node_progress', { node_id: 'a', progress: 1 }),
      update('edge_update', { edge_id: 'e', counter: 1 }),
      update('node_progress', { node_id: 'b', progress: 1 }),
      update('node_progress', { node_id: 'a', progress: 2 }),
      update('edge_update', { edge_id: 'e', counter: 2 }),
    ]);
    expect(kept.map(({ seq }) => seq)).toEqual([3, 4, 5]);
  });

  it('keeps progress of different requests apart', () => {
    expect(
      collect([update('node_progress', { node_id: 'a' }, 'r1'), update('node_progress', { node_id: 'a' }, 'r2')]),
    ).toHaveLength(2);
  });

  it('joins the pieces of one text', () => {
    const [first, ...rest] = collect([chunk('a', 'Hel'), chunk('a', 'lo '), chunk('a', 'you', { done: true })]);
    expect(first).toMatchObject({ seq: 3, update: { data: { content: 'Hello you', done: true } } });
    expect(rest).toEqual([]);
  });

  it('does not join over another step, another graph node, an end, or other kinds of content', () => {
    expect(collect([chunk('a', '1'), update('node_update', { node_id: 'a' }), chunk('a', '2')])).toHaveLength(3);
    expect(collect([chunk('a', '1'), chunk('b', '2'), chunk('a', '3')])).toHaveLength(3);
    expect(collect([chunk('a', '1', { done: true }), chunk('a', '2')])).toHaveLength(2);
    expect(
      collect([chunk('a', '1', { content_type: 'audio' }), chunk('a', '2', { content_type: 'audio' })]),
    ).toHaveLength(2);
  });

  it('loses no text and no step, and keeps the order, for any mix of updates', () => {
    const any = fc.oneof(
      fc.record({ kind: fc.constant('chunk'), node: fc.constantFrom('a', 'b') }),
      fc.record({ kind: fc.constantFrom('node_progress', 'node_update'), node: fc.constantFrom('a', 'b') }),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (plan) => {
        const updates = plan.map(({ kind, node }, index) => update(kind, { node_id: node, content: `${index}.` }));
        const kept = collect(updates);
        const textOf = (list: readonly WorkflowUpdate[], node: string): string =>
          list
            .filter(({ update_type, data }) => update_type === 'chunk' && data['node_id'] === node)
            .map(({ data }) => data['content'])
            .join('');
        const left = kept.map((item) => item.update);
        expect([textOf(left, 'a'), textOf(left, 'b')]).toEqual([textOf(updates, 'a'), textOf(updates, 'b')]);
        expect(left.filter(({ update_type }) => update_type === 'node_update')).toEqual(
          updates.filter(({ update_type }) => update_type === 'node_update'),
        );
        const seqs = kept.map(({ seq }) => seq);
        expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
      }),
    );
  });
});
