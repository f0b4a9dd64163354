import { describe, expect, it } from '@jest/globals';

import type { WorkflowResponse } from '../../protocol/node-messages.js';
import { outcomeOf } from './run-result.js';

const response = (fields: Partial<WorkflowResponse>): WorkflowResponse => ({
  type: 'workflow_response',
  request_id: 'r',
  status: 'completed',
  ...fields,
});

describe('outcomeOf', () => {
  it('reads last values and lists as nodes of this program send them', () => {
    const result = { job_id: 'j', outputs: { a: [1, [2]] }, result: { a: [2] } };
    expect(outcomeOf(response({ result }))).toEqual({
      status: 'completed',
      result: { a: [2] },
      outputs: { a: [1, [2]] },
      resultRef: null,
      error: null,
    });
  });

  it("reads the seed document's outputs, lists or single values", () => {
    const outcome = outcomeOf(response({ result: { job_id: 'j', outputs: { many: [1, 2], one: 'x', none: [] } } }));
    expect(outcome.result).toEqual({ many: 2, one: 'x' });
    expect(outcome.outputs).toEqual({ many: [1, 2], one: ['x'], none: [] });
  });

  it('reads the plain object of the reference node', () => {
    expect(outcomeOf(response({ result: { r: null, job_id: 'j' } }))).toMatchObject({
      result: { r: null },
      outputs: { r: [null] },
    });
    expect(outcomeOf(response({ result: null }))).toMatchObject({ status: 'completed', result: null, outputs: null });
  });

  it('reads where a large result is, of a completed run alone', () => {
    const result_ref = { uri: '/x', sha256: 'a', bytes: 1, content_type: 'application/json' };
    expect(outcomeOf(response({ result_ref })).resultRef).toEqual(result_ref);
    expect(outcomeOf(response({ status: 'failed', result_ref })).resultRef).toBeNull();
  });

  it.each([
    [{ status: 'failed', error: 'boom' }, 'failed', { code: 'INTERNAL', message: 'boom' }],
    [{ status: 'failed', error: 'no', error_code: 'NOT_FOUND' }, 'failed', { code: 'NOT_FOUND', message: 'no' }],
    [{ status: 'failed', error: 'no', error_code: 'MADE_UP' }, 'failed', { code: 'INTERNAL', message: 'no' }],
    [
      { status: 'failed', error_code: 'DEADLINE_EXCEEDED', error: 'late' },
      'timed_out',
      { code: 'DEADLINE_EXCEEDED', message: 'late' },
    ],
    [{ status: 'cancelled' }, 'cancelled', { code: 'CANCELLED', message: 'The run was cancelled' }],
    [{ status: 'failed', error: 'a\0b' }, 'failed', { code: 'INTERNAL', message: 'ab' }],
    [
      { status: 'odd' },
      'failed',
      { code: 'INTERNAL', message: 'The node ended the run with the unknown status "odd"' },
    ],
  ])('reads the end %j', (fields, status, error) => {
    expect(outcomeOf(response(fields))).toMatchObject({ status, error });
  });
});
