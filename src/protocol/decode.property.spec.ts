import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isRecord } from '../common/json.js';
import { compressFrame, encodeFrame, frameBytes } from './encode.js';
import type { FrameData } from './decode.js';
import { decodeFrame } from './decode.js';
import type { Message } from './messages.js';
import { MESSAGES } from './messages.js';
import { packMessage } from './msgpack.js';

const ENCODINGS = ['json', 'msgpack'] as const;
const RUNS = { numRuns: 300 };

/** Text that UTF-8 can carry: no lone surrogates. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
/** JSON values without the two that do not come back by design: minus zero, and keys that the decoder leaves out. */
const plain = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.stringify(value))
  .filter((json) => !json.includes('__proto__'))
  .map((json): unknown => JSON.parse(json));
const plainObject = fc.dictionary(
  text.filter((key) => key !== '__proto__'),
  plain,
  { maxKeys: 4, noNullPrototype: true },
);

/** Draws values that fit a JSON Schema as the message schemas use it. */
const fitting = (schema: unknown): fc.Arbitrary<unknown> => {
  if (!isRecord(schema)) {
    return plain;
  }
  if ('const' in schema) {
    return fc.constant(schema['const']);
  }
  if (Array.isArray(schema['enum'])) {
    return fc.constantFrom(...(schema['enum'] as unknown[]));
  }
  if (Array.isArray(schema['anyOf'])) {
    return fc.oneof(...schema['anyOf'].map(fitting));
  }
  switch (schema['type']) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'string':
      return schema['minLength'] === undefined ? text : text.filter((value) => value.length > 0);
    case 'integer':
      return fc.integer({ min: Math.max(1, Number(schema['minimum'] ?? 0)), max: 2 ** 40 });
    case 'number':
      return fc.double({ min: 1, max: 1e9, noNaN: true });
    case 'array':
      return fc.array(fitting(schema['items']), { maxLength: 3 });
    case 'object':
      return fittingObject(schema);
    default:
      return plain;
  }
};

const fittingObject = (schema: Record<string, unknown>): fc.Arbitrary<unknown> => {
  if (isRecord(schema['patternProperties'])) {
    return fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      fitting(Object.values(schema['patternProperties'])[0]),
      {
        maxKeys: 3,
        noNullPrototype: true,
      },
    );
  }
  const properties = isRecord(schema['properties']) ? Object.entries(schema['properties']) : [];
  if (properties.length === 0) {
    return plainObject;
  }
  const requiredKeys = Array.isArray(schema['required']) ? (schema['required'] as string[]) : [];
  return fc.record(Object.fromEntries(properties.map(([key, value]) => [key, fitting(value)])), {
    requiredKeys,
    noNullPrototype: true,
  });
};

const messageTypes = Object.keys(MESSAGES).filter((type) => type !== 'compressed') as (keyof typeof MESSAGES)[];
const anyMessage = fc.constantFrom(...messageTypes).chain((type) => fitting(MESSAGES[type])) as fc.Arbitrary<Message>;

/** The contract of the decoder for whatever arrives. */
const isTyped = (data: FrameData, isBinary: boolean): boolean => {
  const decoded = decodeFrame(data, isBinary);
  if (decoded.ok) {
    return typeof (decoded.message?.type ?? decoded.unknown?.type) === 'string';
  }
  return ['INVALID_MESSAGE', 'TOO_LARGE'].includes(decoded.problem.code) && decoded.problem.text.length > 5;
};

describe.each(messageTypes)('%s', (type) => {
  it.each(ENCODINGS)('comes back unchanged through %s', (encoding) => {
    const arbitrary = fitting(MESSAGES[type]) as fc.Arbitrary<Message>;
    fc.assert(
      fc.property(arbitrary, (message) => {
        const decoded = decodeFrame(encodeFrame(message, encoding), encoding === 'msgpack');
        expect(decoded).toEqual({ ok: true, message });
      }),
      { numRuns: 50 },
    );
  });
});

describe('decodeFrame', () => {
  it('answers arbitrary bytes with a typed result', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, isBinary) =>
        expect(isTyped(Buffer.from(bytes), isBinary)).toBe(true),
      ),
      RUNS,
    );
  });

  it('answers arbitrary text with a typed result', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (data) => expect(isTyped(data, false)).toBe(true)),
      RUNS,
    );
  });

  it('answers arbitrary values in either encoding with a typed result', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.record({ type: fc.constantFrom(...messageTypes, 'compressed', ''), data: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(value, (data) => {
        expect(isTyped(JSON.stringify(data), false)).toBe(true);
        expect(isTyped(packMessage(data), true)).toBe(true);
      }),
      RUNS,
    );
  });

  it('answers valid frames with flipped, cut and doubled bytes with a typed result', () => {
    const mutation = fc.record({
      at: fc.nat(),
      byte: fc.nat({ max: 255 }),
      kind: fc.constantFrom('flip', 'cut', 'insert'),
    });
    fc.assert(
      fc.property(
        anyMessage,
        fc.constantFrom(...ENCODINGS),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        (message, encoding, mutations) => {
          let frame = Buffer.from(encodeFrame(message, encoding));
          for (const { at, byte, kind } of mutations) {
            const index = at % (frame.length + 1);
            const after = kind === 'insert' ? index : index + 1;
            frame = Buffer.concat([
              frame.subarray(0, index),
              kind === 'cut' ? Buffer.alloc(0) : Buffer.from([byte]),
              frame.subarray(after),
            ]);
          }
          expect(isTyped(frame, encoding === 'msgpack')).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('answers messages with one wrong field by naming the field or by taking it', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), fc.jsonValue(), (message, at, value) => {
        const keys = Object.keys(message).filter((key) => key !== 'type');
        const key = keys[at % Math.max(1, keys.length)];
        const decoded = decodeFrame(
          JSON.stringify({ ...message, ...(key === undefined ? {} : { [key]: value }) }),
          false,
        );
        expect(decoded.ok || decoded.problem.text.includes(key ?? '')).toBe(true);
      }),
      RUNS,
    );
  });

  it.each(ENCODINGS)('unpacks what compressFrame packed in %s', (encoding) => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60_000 }), (piece, times) => {
        const message: Message = { type: 'error', error: `${piece}x`.repeat(times) };
        const frame = encodeFrame(message, encoding);
        const sent = compressFrame(frame, encoding);
        expect(frameBytes(sent)).toBeLessThanOrEqual(frameBytes(frame));
        expect(decodeFrame(sent, encoding === 'msgpack')).toEqual({ ok: true, message });
      }),
      { numRuns: 20 },
    );
  });
});
