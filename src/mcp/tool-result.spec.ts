import { expect, it } from '@jest/globals';

import { ProtocolError } from '../protocol/protocol-error.js';
import { MAX_RESULT_LENGTH, toolFailure, toolResult } from './tool-result.js';

it('gives a result as text and as structure, without what JSON leaves out', () => {
  expect(toolResult({ a: 1, b: undefined }, null)).toEqual({
    content: [{ type: 'text', text: '{"a":1}' }],
    structuredContent: { a: 1 },
  });
});

it('names the machine that answered, for the model and for programs', () => {
  expect(toolResult({}, 'gpu-1')).toMatchObject({
    content: [{}, { type: 'text', text: 'Answered by node gpu-1.' }],
    _meta: { 'nodetool/node_id': 'gpu-1' },
  });
});

it('refuses a result that no reader has room for', () => {
  expect(() => toolResult({ text: 'x'.repeat(MAX_RESULT_LENGTH) }, null)).toThrow(
    expect.objectContaining({ code: 'TOO_LARGE' }),
  );
});

it('tells a failure with its code, its hint and every wrong field, and nothing of its cause', () => {
  const problems = [{ field: 'limit', message: 'limit must be a number' }];
  const cause = new Error('password=canary');
  const failure = toolFailure(
    new ProtocolError('INVALID_ARGUMENT', 'limit is wrong', { hint: 'Mend it.', problems, cause }),
  );
  expect(failure).toMatchObject({
    isError: true,
    content: [{ type: 'text', text: 'INVALID_ARGUMENT: limit is wrong\nMend it.' }],
    _meta: { 'nodetool/error': { code: 'INVALID_ARGUMENT', problems } },
  });
  expect(JSON.stringify(failure)).not.toContain('canary');
});
