import { describe, expect, it } from '@jest/globals';
import { Packr } from 'msgpackr';

import { gzipBytes } from './compression.js';
import type { DecodedFrame, FrameProblem } from './decode.js';
import { decodeFrame } from './decode.js';
import { packMessage } from './msgpack.js';

const problemOf = (decoded: DecodedFrame): FrameProblem => {
  if (decoded.ok) {
    throw new Error('the frame was taken');
  }
  return decoded.problem;
};
const textProblem = (value: unknown): string => problemOf(decodeFrame(JSON.stringify(value), false)).text;
const nested = (depth: number): string =>
  `{"type":"error","error":"x","details":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`;

describe('decodeFrame on text frames', () => {
  it('reads a registration of the seed and keeps fields that it does not know', () => {
    const message = {
      type: 'node_registration',
      node_id: 'node-abc123',
      capabilities: { workflow_execution: true, commands: ['list_workflows'] },
      metadata: { user_id: '1' },
      timestamp: '2026-11-22T12:51:32.595538',
      colour: 'blue',
    };
    expect(decodeFrame(JSON.stringify(message), false)).toEqual({ ok: true, message });
  });

  it('hands over a type that it does not know with its fields', () => {
    const data = { type: 'custom_message', value: 1 };
    expect(decodeFrame(JSON.stringify(data), false)).toEqual({
      ok: true,
      message: null,
      unknown: { type: 'custom_message', data },
    });
  });

  it('treats names of object members as unknown types', () => {
    expect(decodeFrame('{"type":"constructor"}', false)).toMatchObject({ ok: true, message: null });
  });

  it('names every wrong field and the request', () => {
    const { text, request_id, problems } = problemOf(
      decodeFrame('{"type":"workflow_request","request_id":"r1","params":[],"on_disconnect":"maybe"}', false),
    );
    expect(text).toBe('workflow_request: params must be object; on_disconnect must be one of continue, cancel');
    expect(request_id).toBe('r1');
    expect(problems).toHaveLength(2);
  });

  it('names missing fields by their path', () => {
    expect(textProblem({ type: 'node_registration', node_id: 'n', capabilities: { commands: [1] } })).toBe(
      'node_registration: capabilities.workflow_execution is missing; capabilities.commands.0 must be string',
    );
  });

  it.each(['', '{', 'null', '[]', '"text"', '7', '{}', '{"type":7}', '{"type":""}'])('refuses %j', (text) => {
    expect(problemOf(decodeFrame(text, false)).code).toBe('INVALID_MESSAGE');
  });

  it('takes 64 levels and refuses the 65th', () => {
    expect(decodeFrame(nested(62), false).ok).toBe(true);
    expect(problemOf(decodeFrame(nested(63), false)).text).toBe('nested deeper than 64 levels');
  });

  it('does not count brackets inside of text as levels', () => {
    const message = { type: 'error', error: `${'[{'.repeat(100)}\\"${'['.repeat(100)}"\\\\` };
    expect(decodeFrame(JSON.stringify(message), false)).toEqual({ ok: true, message });
  });

  it('counts the limit in bytes, not in characters', () => {
    const frame = JSON.stringify({ type: 'error', error: 'ü'.repeat(50) });
    expect(decodeFrame(frame, false, { maxBytes: Buffer.byteLength(frame) }).ok).toBe(true);
    expect(problemOf(decodeFrame(frame, false, { maxBytes: Buffer.byteLength(frame) - 1 })).code).toBe('TOO_LARGE');
    expect(problemOf(decodeFrame(Buffer.from(frame), false, { maxBytes: frame.length })).code).toBe('TOO_LARGE');
  });

  it.each(['__proto__', '\\u005f_proto__', '__\\u0070roto_\\u005F'])('leaves out the key %s', (key) => {
    const decoded = decodeFrame(`{"type":"error","error":"x","details":{"${key}":{"polluted":1},"kept":2}}`, false);
    const details = decoded.ok && decoded.message?.type === 'error' ? decoded.message.details : null;
    expect(Object.keys(details ?? {})).toEqual(['kept']);
    expect(Object.assign({}, details)).not.toHaveProperty('polluted');
  });

  it('does not echo a request id of unreasonable length', () => {
    expect(
      problemOf(
        decodeFrame(JSON.stringify({ type: 'workflow_request', request_id: 'x'.repeat(300), params: 1 }), false),
      ),
    ).not.toHaveProperty('request_id');
  });
});

describe('decodeFrame on binary frames', () => {
  it.each([
    ['an array that claims 4 billion items', Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff])],
    ['a map that claims 65,535 pairs', Buffer.from([0xde, 0xff, 0xff, 0xc0])],
    ['a text that claims more bytes than follow', Buffer.from([0xdb, 0xff, 0xff, 0xff, 0xff, 0x61])],
    ['an extension type', Buffer.from([0x81, 0xa1, 0x61, 0xd4, 0x72, 0x40])],
    ['a key that is not text', Buffer.from([0x81, 0x01, 0x02])],
    ['the reserved byte', Buffer.from([0xc1])],
    [
      'a second value behind the first',
      Buffer.concat([packMessage({ type: 'drain', deadline_ms: 1 }), packMessage(1)]),
    ],
    ['100,000 nested arrays', Buffer.alloc(100_000, 0x91)],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s', (_, bytes) => {
    expect(problemOf(decodeFrame(bytes, true)).code).toBe('INVALID_MESSAGE');
  });

  it('never lets a __proto__ key become a prototype', () => {
    const bytes = packMessage(JSON.parse('{"type":"error","error":"x","details":{"__proto__":{"polluted":1}}}'));
    const decoded = decodeFrame(bytes, true);
    const details = decoded.ok && decoded.message?.type === 'error' ? decoded.message.details : null;
    expect(details?.['polluted']).toBeUndefined();
    expect(Object.hasOwn(details ?? {}, '__proto__')).toBe(false);
  });

  it('reads what another MessagePack writer sends', () => {
    const other = new Packr({ useRecords: false, mapsAsObjects: false });
    const message = { type: 'heartbeat', node_id: 'n', status: 'active', event_loop_lag_ms: 1.5 };
    expect(decodeFrame(other.pack(new Map(Object.entries(message))), true)).toEqual({ ok: true, message });
  });

  it('reads frames that arrive as fragments or as an ArrayBuffer', () => {
    const bytes = packMessage({ type: 'drain', deadline_ms: 5 });
    const copy = new Uint8Array(bytes).buffer;
    expect(decodeFrame([bytes.subarray(0, 3), bytes.subarray(3)], true).ok).toBe(true);
    expect(decodeFrame(copy, true).ok).toBe(true);
  });

  it('writes no field that is undefined', () => {
    expect(decodeFrame(packMessage({ type: 'drain', deadline_ms: 5, reason: undefined }), true)).toEqual({
      ok: true,
      message: { type: 'drain', deadline_ms: 5 },
    });
  });
});

describe('decodeFrame on compressed messages', () => {
  const compressed = (inner: string | Buffer, encoding = 'gzip'): string =>
    JSON.stringify({ type: 'compressed', encoding, data: gzipBytes(Buffer.from(inner)).toString('base64') });

  it('stops a bomb at the limit', () => {
    const bomb = gzipBytes(Buffer.alloc(50_000_000, 0x20)).toString('base64');
    const frame = JSON.stringify({ type: 'compressed', encoding: 'gzip', data: bomb });
    expect(problemOf(decodeFrame(frame, false)).code).toBe('TOO_LARGE');
  });

  it('refuses a compressed message inside another', () => {
    expect(problemOf(decodeFrame(compressed(compressed('{}')), false)).text).toContain('another compressed');
  });

  it('refuses encodings that it did not name and data that is none', () => {
    expect(problemOf(decodeFrame(compressed('{}', 'br'), false)).text).toContain('must be one of gzip');
    expect(textProblem({ type: 'compressed', encoding: 'gzip', data: 'AAAA' })).toContain('is not gzip');
    expect(textProblem({ type: 'compressed', encoding: 'gzip', data: 5 })).toContain('must be base64');
  });
});
