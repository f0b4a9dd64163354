/** Bits in one number of a code. */
const WORD_BITS = 32;
const FIRST_CAPACITY = 1024;
/** How far beyond the wanted places rows are still looked at, in standard deviations of a code's distance. */
const SPREAD = 2.5;

/** How many rows a coarse search gives. */
export interface CoarseLimits {
  /** Rows that are wanted in the end. */
  readonly wanted: number;
  readonly atLeast: number;
  readonly atMost: number;
}

/** Numbers of 32 bits that the code of a vector takes. */
export const codeWords = (dimensions: number): number => Math.ceil(dimensions / WORD_BITS);

/** Reduces the vectors of a batch to their signs: bit `i` is set where component `i` is above 0. */
export const codesOf = (vectors: Float32Array, dimensions: number): Uint32Array<ArrayBuffer> => {
  const words = codeWords(dimensions);
  const codes = new Uint32Array((vectors.length / dimensions) * words);
  for (let slot = 0, from = 0; slot < codes.length; slot++) {
    const rowEnd = (Math.floor(slot / words) + 1) * dimensions;
    const until = Math.min(from + WORD_BITS, rowEnd);
    codes[slot] = signsOf(vectors, from, until);
    from = until;
  }
  return codes;
};

/**
 * The signs of all vectors of a collection, in memory: 48 bytes for 384 dimensions. How many signs differ tells roughly how
 * far apart two vectors are, and counting them takes a thirtieth of the time of a scan over the vectors themselves.
 */
export class CodeIndex {
  private readonly words: number;
  private readonly bits: number;
  private keys = new Float64Array(FIRST_CAPACITY);
  private codes: Uint32Array;
  /** Scratch of a search; one runs at a time. */
  private distances = new Uint16Array(0);
  private count = 0;

  constructor(dimensions: number) {
    this.words = codeWords(dimensions);
    this.bits = this.words * WORD_BITS;
    this.codes = new Uint32Array(FIRST_CAPACITY * this.words);
  }

  get size(): number {
    return this.count;
  }

  /** Memory that it holds. */
  get bytes(): number {
    return this.keys.byteLength + this.codes.byteLength + this.distances.byteLength;
  }

  /** Keeps a code; a key that is new must be greater than all others. */
  set(key: number, code: Uint32Array): void {
    const isNew = this.count === 0 || key > (this.keys[this.count - 1] ?? 0);
    const slot = isNew ? this.count : this.slotOf(key);
    if (slot === undefined) throw new RangeError(`key ${key} is neither known nor the greatest`);
    if (isNew) this.grow();
    this.keys[slot] = key;
    this.codes.set(code, slot * this.words);
  }

  /** Forgets rows. */
  remove(keys: ReadonlySet<number>): void {
    let kept = 0;
    for (let slot = 0; slot < this.count; slot++) {
      const key = this.keys[slot] ?? 0;
      if (keys.has(key)) continue;
      if (kept !== slot) {
        this.keys[kept] = key;
        this.codes.copyWithin(kept * this.words, slot * this.words, (slot + 1) * this.words);
      }
      kept += 1;
    }
    this.count = kept;
  }

  /**
   * Finds the keys of the rows that may be the nearest, in no order. Where many rows are about equally far, more are given:
   * the signs alone can't tell these apart.
   *
   * @param among only these keys, ascending
   */
  nearest(code: Uint32Array, limits: CoarseLimits, among?: readonly number[]): readonly number[] {
    const slots = among?.flatMap((key) => this.slotOf(key) ?? []);
    const rows = slots?.length ?? this.count;
    const histogram = this.measure(code, rows, slots);
    return this.collect(rows, slots, cutOf(histogram, limits, this.bits));
  }

  /** Counts differing signs of each row; how often each count occurs is what it returns. */
  private measure(code: Uint32Array, rows: number, slots: readonly number[] | undefined): Uint32Array {
    if (this.distances.length < rows) this.distances = new Uint16Array(this.keys.length);
    const { codes, distances, words } = this;
    const histogram = new Uint32Array(this.bits + 1);
    for (let row = 0; row < rows; row++) {
      let place = (slots === undefined ? row : (slots[row] ?? 0)) * words;
      let distance = 0;
      for (let word = 0; word < words; word++) distance += bitCount((codes[place++] ?? 0) ^ (code[word] ?? 0));
      distances[row] = distance;
      histogram[distance] = (histogram[distance] ?? 0) + 1;
    }
    return histogram;
  }

  private collect(rows: number, slots: readonly number[] | undefined, { below, atCut }: Cut): readonly number[] {
    const found: number[] = [];
    let left = atCut;
    for (let row = 0; row < rows; row++) {
      const distance = this.distances[row] ?? 0;
      if (distance > below || (distance === below && left-- <= 0)) continue;
      found.push(this.keys[slots === undefined ? row : (slots[row] ?? 0)] ?? 0);
    }
    return found;
  }

  private slotOf(key: number): number | undefined {
    let low = 0;
    let high = this.count - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const there = this.keys[middle] ?? 0;
      if (there === key) return middle;
      if (there < key) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  private grow(): void {
    this.count += 1;
    if (this.count <= this.keys.length) return;
    const keys = new Float64Array(this.keys.length * 2);
    keys.set(this.keys);
    const codes = new Uint32Array(this.codes.length * 2);
    codes.set(this.codes);
    this.keys = keys;
    this.codes = codes;
  }
}

/** All rows nearer than `below`, and `atCut` of those that are exactly so far. */
interface Cut {
  readonly below: number;
  readonly atCut: number;
}

const cutOf = (histogram: Uint32Array, { wanted, atLeast, atMost }: CoarseLimits, bits: number): Cut => {
  let distance = 0;
  let total = 0;
  let farthest = bits;
  for (; distance <= bits; distance++) {
    const here = histogram[distance] ?? 0;
    if (total < wanted && total + here >= wanted) farthest = distance + spreadAt(distance, bits);
    if (total + here > atMost) return { below: distance, atCut: atMost - total };
    total += here;
    if (total >= atLeast && distance >= farthest) break;
  }
  return { below: distance, atCut: Infinity };
};

/** Each sign differs with about the same chance, so that their number spreads like a binomial one. */
const spreadAt = (distance: number, bits: number): number =>
  SPREAD * Math.sqrt((distance * (bits - distance)) / Math.max(bits, 1));

/** The signs of at most 32 components as bits, the first one lowest. */
const signsOf = (vectors: Float32Array, from: number, until: number): number => {
  let signs = 0;
  for (let place = until - 1; place >= from; place--) signs = (signs << 1) | ((vectors[place] ?? 0) > 0 ? 1 : 0);
  return signs;
};

/** Set bits of a 32-bit number, counted in parallel. */
const bitCount = (word: number): number => {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};
