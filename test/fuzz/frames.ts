import { gzipSync } from 'node:zlib';

import { packMessage } from '../../src/protocol/msgpack.js';
import type { Encoding } from '../../src/protocol/negotiate.js';

/** A frame of a peer that means no good. */
export interface WildFrame {
  readonly kind: string;
  readonly data: string | Buffer;
  /** True when no reading of the protocol lets this pass: it must be answered with an `error`. */
  readonly isBad: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Draws frames in one encoding out of valid messages and noise. */
export class FrameSource {
  private last: WildFrame | null = null;

  constructor(
    private readonly encoding: Encoding,
    private readonly random: () => number,
    /** A valid message, drawn with the same numbers. */
    private readonly message: (random: () => number) => Fields,
  ) {}

  next(): WildFrame {
    const isReplay = this.last !== null && this.random() < 0.05;
    const frame = isReplay && this.last ? { ...this.last, kind: 'replay' } : this.draw();
    this.last = frame;
    return frame;
  }

  private draw(): WildFrame {
    const draw = pick(this.encoding === 'json' ? JSON_KINDS : PACKED_KINDS, this.random);
    return draw(this.message(this.random), this.random, this.encoding);
  }
}

type Draw = (message: Fields, random: () => number, encoding: Encoding) => WildFrame;

const pick = <T>(items: readonly T[], random: () => number): T => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
};

const encode = (value: unknown, encoding: Encoding): string | Buffer =>
  encoding === 'json' ? JSON.stringify(value) : packMessage(value);

const bytes = (length: number, random: () => number): Buffer =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));

const nested = (depth: number): unknown => {
  let value: unknown = 0;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? { a: value } : [value];
  return value;
};

const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  2 ** 53,
  -(2 ** 63),
  '',
  '\0',
  '\uD800',
  'x'.repeat(5000),
  '__proto__',
  [],
  {},
  [[]],
  { length: 1e9 },
  ['a', {}, null],
  nested(40),
  JSON.parse('{"__proto__": {"polluted": 1}}'),
  { toString: 1 },
  { $gt: '' },
];

/** Types that only the other side sends, or nobody. */
const FOREIGN: readonly string[] = ['welcome', 'openclaw', '__proto__', 'constructor', 'toString', 'x'.repeat(3000)];

const valid: Draw = (message, _random, encoding) => ({ kind: 'valid', data: encode(message, encoding), isBad: false });

const changedField: Draw = (message, random, encoding) => {
  const key = pick(Object.keys(message), random);
  return { kind: 'changed field', data: encode({ ...message, [key]: pick(STRANGE, random) }, encoding), isBad: false };
};

const addedField: Draw = (message, random, encoding) => {
  const key = pick(['attempt', 'request_id', 'update_seq', '__proto__', 'constructor', 'protocol', 'x'], random);
  return { kind: 'added field', data: encode({ ...message, [key]: pick(STRANGE, random) }, encoding), isBad: false };
};

const missingField: Draw = (message, random, encoding) => {
  const gone = pick(Object.keys(message), random);
  const rest = Object.fromEntries(Object.entries(message).filter(([key]) => key !== gone));
  return { kind: 'missing field', data: encode(rest, encoding), isBad: gone === 'type' };
};

const mutated: Draw = (message, random, encoding) => {
  let frame = Buffer.from(encode(message, encoding));
  for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes--) {
    const at = Math.floor(random() * (frame.length + 1));
    const isInsert = random() < 0.4;
    const middle = random() < 0.3 ? Buffer.alloc(0) : bytes(1 + Math.floor(random() * 3), random);
    frame = Buffer.concat([frame.subarray(0, at), middle, frame.subarray(isInsert ? at : at + 1)]);
  }
  return { kind: 'mutated', data: encoding === 'json' ? frame.toString('latin1') : frame, isBad: false };
};

const cut: Draw = (message, random, encoding) => {
  const frame = Buffer.from(encode(message, encoding));
  const short = frame.subarray(0, Math.floor(random() * frame.length));
  return { kind: 'cut', data: encoding === 'json' ? short.toString() : short, isBad: true };
};

const noType: Draw = (_message, random, encoding) => ({
  kind: 'no message',
  data: encode(pick(STRANGE, random), encoding),
  isBad: true,
});

const unknownType: Draw = (message, random, encoding) => ({
  kind: 'unknown type',
  data: encode({ ...message, type: pick(FOREIGN, random) }, encoding),
  isBad: false,
});

const deep: Draw = (message, random, encoding) => ({
  kind: 'deep',
  data: encode({ ...message, data: nested(66 + Math.floor(random() * 900)) }, encoding),
  isBad: true,
});

const hugeNumber: Draw = (message, random) => {
  const number = pick(['1e400', '-1e400', '9'.repeat(400), '0.' + '1'.repeat(400), '1e-400'], random);
  const text = JSON.stringify({ ...message, attempt: '#' }).replace('"#"', number);
  return { kind: 'huge number', data: text, isBad: false };
};

const noJson: Draw = (_message, random) => ({
  kind: 'no JSON',
  data: `${pick(['{', '[', '"', '{"type":', "{'type':'heartbeat'}", 'nul', '\uFEFF{'], random)}${bytes(20, random).toString('latin1')}`,
  isBad: true,
});

const brackets: Draw = (_message, random) => ({
  kind: 'brackets',
  data: pick(['[', '{"a":', '[{"a":['], random).repeat(1000 + Math.floor(random() * 50_000)),
  isBad: true,
});

const otherKind: Draw = (_message, random, encoding) => ({
  kind: 'noise of the other kind',
  data:
    encoding === 'json'
      ? Buffer.concat([Buffer.from([0xc1]), bytes(30, random)])
      : `{${bytes(30, random).toString('latin1')}`,
  isBad: true,
});

/** Containers, texts and extensions of MessagePack that promise more than follows, or what nobody may send. */
const packedBomb: Draw = (_message, random) => ({
  kind: 'packed bomb',
  data: Buffer.from(
    pick(
      [
        'dfffffffff',
        'ddffffffff',
        'dbffffffff61',
        'c6ffffffff00',
        '81c40161a161',
        'c1',
        'd6ff00000000',
        'c70cff000000000000000000000000',
        'd40001',
        '81a474797065c9000000100161616161',
        '92'.repeat(2000),
        '9f'.repeat(300),
        'de ffff'.replace(' ', '') + 'a161'.repeat(1000),
        '7ba0',
        'd47240',
      ],
      random,
    ),
    'hex',
  ),
  isBad: true,
});

const zeros = gzipSync(Buffer.alloc(30_000_000));

const compressed: Draw = (message, random, encoding) => {
  const inner = gzipSync(encode({ ...message, type: 'compressed', encoding: 'gzip', data: '' }, encoding));
  // The large one is rare: unpacking it up to the limit is honest work.
  const packed =
    random() < 0.05 ? zeros : pick([inner, inner.subarray(0, 12), bytes(40, random), Buffer.alloc(0)], random);
  const data = encoding === 'json' ? packed.toString('base64') : packed;
  const name = pick(['gzip', 'zstd', 'br', '__proto__'], random);
  return { kind: 'compressed', data: encode({ type: 'compressed', encoding: name, data }, encoding), isBad: true };
};

const COMMON: readonly Draw[] = [
  valid,
  changedField,
  changedField,
  addedField,
  missingField,
  mutated,
  mutated,
  cut,
  noType,
  unknownType,
  deep,
  otherKind,
  compressed,
];

const JSON_KINDS: readonly Draw[] = [...COMMON, hugeNumber, noJson, brackets];

const PACKED_KINDS: readonly Draw[] = [
  ...COMMON,
  packedBomb,
  packedBomb,
  (_message, random) => {
    const noise = bytes(1 + Math.floor(random() * 200), random);
    return { kind: 'noise', data: noise, isBad: false };
  },
];
