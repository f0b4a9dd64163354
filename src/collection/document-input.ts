import { isRecord } from '../common/json.js';
import type { FieldProblem } from '../protocol/protocol-error.js';
import type { Metadata } from './store/metadata.js';
import { metadataKeyProblem } from './where/metadata-key.js';
import { isMetadataValue } from './where/parse-where.js';

const MAX_ID = 512;
/** Longest text that is kept in one piece, in characters. */
export const MAX_DOCUMENT = 100_000;
const MAX_METADATA_VALUES = 64;
const MAX_METADATA_TEXT = 10_000;
const MAX_DIMENSIONS = 4096;
/** Problems named in one answer; more would only repeat the first. */
const MAX_PROBLEMS = 10;

/** Collects what is wrong with lists of a request, each by its place. */
export class InputProblems {
  readonly list: FieldProblem[] = [];

  add(field: string, reason: string): void {
    if (this.list.length < MAX_PROBLEMS) this.list.push({ field, message: `${field} ${reason}` });
  }
}

/** Checks ids: none doubled, none empty or with control characters. */
export const checkIds = (ids: readonly string[], problems: InputProblems): void => {
  const doubled = new Set<string>();
  const seen = new Set<string>();
  for (const [index, id] of ids.entries()) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is refused
    const isRight = id.length > 0 && id.length <= MAX_ID && !/[\u0000-\u001f\p{Cs}]/u.test(id);
    if (!isRight) problems.add(`ids.${index}`, `must have 1 to ${MAX_ID} characters and no control character`);
    if (seen.has(id)) doubled.add(id);
    seen.add(id);
  }
  if (doubled.size > 0) problems.add('ids', `must not name a document twice: ${shorten([...doubled])}`);
};

/** Reads texts; null stays null. PostgreSQL keeps no U+0000 and no half characters, so no store gets them. */
export const readDocuments = (
  raw: readonly unknown[],
  maxLength: number,
  problems: InputProblems,
): readonly (string | null)[] =>
  raw.map((value, index) => {
    if (value === null) return null;
    if (typeof value === 'string' && value.length <= maxLength) return cleanText(value);
    const tooLong = typeof value === 'string' ? `: it has ${value.length}, so give a chunk_size` : '';
    problems.add(`documents.${index}`, `must be a text of at most ${maxLength} characters or null${tooLong}`);
    return null;
  });

/** Reads the metadata of rows; null means none. */
export const readMetadatas = (raw: readonly unknown[], problems: InputProblems): readonly Metadata[] =>
  raw.map((value, index) => (value === null ? {} : readMetadata(value, `metadatas.${index}`, problems)));

/** Reads metadata: texts, numbers, true or false by name; values that are null are left out. */
export const readMetadata = (raw: unknown, field: string, problems: InputProblems): Metadata => {
  if (!isRecord(raw)) {
    problems.add(field, 'must be an object');
    return {};
  }
  const entries = Object.entries(raw).filter(([, value]) => value !== null);
  if (entries.length > MAX_METADATA_VALUES) problems.add(field, `must have at most ${MAX_METADATA_VALUES} values`);
  const metadata: [string, Metadata[string]][] = [];
  for (const [key, value] of entries) {
    const problem = metadataKeyProblem(key);
    if (problem !== null) problems.add(`${field}.${key}`, `must ${problem}`);
    else if (!isMetadataValue(value)) problems.add(`${field}.${key}`, 'must be a text, a number, true or false');
    else if (typeof value !== 'string') metadata.push([key, value]);
    else if (value.length <= MAX_METADATA_TEXT) metadata.push([key, cleanText(value)]);
    else problems.add(`${field}.${key}`, `must have at most ${MAX_METADATA_TEXT} characters`);
  }
  return Object.fromEntries(metadata);
};

/** Reads vectors: numbers of the same count, not all of them 0, since such a vector has no direction. */
export const readVectors = (
  field: string,
  raw: readonly unknown[],
  problems: InputProblems,
): readonly Float32Array<ArrayBuffer>[] => {
  const first: unknown = raw[0];
  const length = Array.isArray(first) ? first.length : 0;
  return raw.map((value, index) => {
    const place = `${field}.${index}`;
    const vector = vectorOf(value);
    if (!vector) {
      problems.add(place, `must be a list of 1 to ${MAX_DIMENSIONS} numbers`);
      return new Float32Array();
    }
    if (vector.length !== length) problems.add(place, `has ${vector.length} numbers and the first one ${length}`);
    const size = squareSum(vector);
    if (size === 0) problems.add(place, 'is all zeros: it has no direction to compare');
    else if (!Number.isFinite(size)) problems.add(place, 'has numbers that are too large');
    return vector;
  });
};

/** Puts vectors of the same length one after another. */
export const joinVectors = (vectors: readonly Float32Array[], dimensions: number): Float32Array<ArrayBuffer> => {
  const joined = new Float32Array(vectors.length * dimensions);
  for (const [index, vector] of vectors.entries()) joined.set(vector, index * dimensions);
  return joined;
};

/** Names a few of many things. */
export const shorten = (names: readonly string[], shown = 5): string =>
  names.length > shown ? `${names.slice(0, shown).join(', ')} and ${names.length - shown} more` : names.join(', ');

/** Plain loops, here and below: a call of a function for each of a million numbers takes three times as long. */
const vectorOf = (value: unknown): Float32Array<ArrayBuffer> | null => {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_DIMENSIONS) return null;
  const vector = new Float32Array(value.length);
  for (let place = 0; place < value.length; place++) {
    const number: unknown = value[place];
    if (typeof number !== 'number') return null;
    vector[place] = number;
  }
  return vector;
};

const squareSum = (vector: Float32Array): number => {
  let sum = 0;
  for (let place = 0; place < vector.length; place++) sum += (vector[place] ?? 0) ** 2;
  return sum;
};

const cleanText = (text: string): string => text.replaceAll(/[\0\p{Cs}]/gu, '\uFFFD');
