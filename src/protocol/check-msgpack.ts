import { MAX_FRAME_DEPTH } from './limits.js';

/**
 * Walks over MessagePack bytes without building values and refuses what a decoder should not meet: containers that
 * claim more items than bytes follow, deep nesting, keys that are not text, extension types, truncated or surplus bytes.
 *
 * @returns what is wrong, or null
 */
export const checkMsgpack = (bytes: Buffer): string | null => {
  /** Items still to read in each open container; a map counts keys and values. */
  const left: number[] = [];
  /** Whether each open container is a map. */
  const isMap: boolean[] = [];
  let offset = 0;
  do {
    if (offset >= bytes.length) {
      return 'the MessagePack data ends too early';
    }
    const item = readItem(bytes, offset);
    if (typeof item === 'string') {
      return item;
    }
    offset += item.bytes;
    const top = left.length - 1;
    if (top >= 0) {
      const rest = left[top] ?? 0;
      if (isMap[top] === true && rest % 2 === 0 && item.kind !== 'text') {
        return 'a MessagePack map has a key that is not text';
      }
      left[top] = rest - 1;
    }
    if (item.kind === 'array' || item.kind === 'map') {
      const items = item.kind === 'map' ? item.length * 2 : item.length;
      if (items > bytes.length - offset) {
        return 'a MessagePack container claims more items than there are';
      }
      if (left.length >= MAX_FRAME_DEPTH) {
        return `nested deeper than ${MAX_FRAME_DEPTH} levels`;
      }
      left.push(items);
      isMap.push(item.kind === 'map');
    }
    while (left.length > 0 && left.at(-1) === 0) {
      left.pop();
      isMap.pop();
    }
  } while (left.length > 0);
  return offset === bytes.length ? null : 'bytes follow after the MessagePack value';
};

interface Item {
  readonly kind: 'scalar' | 'text' | 'array' | 'map';
  /** Bytes of the head, and of the payload for all but containers. */
  readonly bytes: number;
  /** Items of an array, pairs of a map. */
  readonly length: number;
}

const scalar = (bytes: number): Item => ({ kind: 'scalar', bytes, length: 0 });

const readItem = (bytes: Buffer, offset: number): Item | string => {
  const head = bytes[offset] ?? 0;
  if (head <= 0x7f || head >= 0xe0) {
    return scalar(1);
  }
  if (head <= 0x8f) {
    return { kind: 'map', bytes: 1, length: head & 0x0f };
  }
  if (head <= 0x9f) {
    return { kind: 'array', bytes: 1, length: head & 0x0f };
  }
  if (head <= 0xbf) {
    return { kind: 'text', bytes: 1 + (head & 0x1f), length: 0 };
  }
  const item = readLongItem(bytes, offset, head);
  return typeof item !== 'string' && offset + item.bytes > bytes.length ? 'the MessagePack data ends too early' : item;
};

/** Payload bytes of the fixed-size formats: nil, booleans, floats, integers. */
const FIXED_BYTES: Readonly<Record<number, number>> = {
  0xc0: 1,
  0xc2: 1,
  0xc3: 1,
  0xca: 5,
  0xcb: 9,
  0xcc: 2,
  0xcd: 3,
  0xce: 5,
  0xcf: 9,
  0xd0: 2,
  0xd1: 3,
  0xd2: 5,
  0xd3: 9,
};

/** What a head byte says about a value whose length is written in the following 1, 2 or 4 bytes. */
const SIZED: Readonly<Record<number, { readonly kind: Item['kind']; readonly width: 1 | 2 | 4 }>> = {
  0xc4: { kind: 'scalar', width: 1 },
  0xc5: { kind: 'scalar', width: 2 },
  0xc6: { kind: 'scalar', width: 4 },
  0xd9: { kind: 'text', width: 1 },
  0xda: { kind: 'text', width: 2 },
  0xdb: { kind: 'text', width: 4 },
  0xdc: { kind: 'array', width: 2 },
  0xdd: { kind: 'array', width: 4 },
  0xde: { kind: 'map', width: 2 },
  0xdf: { kind: 'map', width: 4 },
};

const readLongItem = (bytes: Buffer, offset: number, head: number): Item | string => {
  const fixed = FIXED_BYTES[head];
  if (fixed !== undefined) {
    return scalar(fixed);
  }
  const sized = SIZED[head];
  if (sized === undefined) {
    return head === 0xc1 ? 'the MessagePack data holds a reserved byte' : 'MessagePack extension types are not allowed';
  }
  if (offset + 1 + sized.width > bytes.length) {
    return 'the MessagePack data ends too early';
  }
  const length = bytes.readUIntBE(offset + 1, sized.width);
  const isContainer = sized.kind === 'array' || sized.kind === 'map';
  return { kind: sized.kind, bytes: 1 + sized.width + (isContainer ? 0 : length), length };
};
