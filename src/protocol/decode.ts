import { isRecord } from '../common/json.js';
import { isTooDeep, parseJson } from './check-json.js';
import { checkMsgpack } from './check-msgpack.js';
import { COMPRESSIONS, gunzipBytes } from './compression.js';
import type { ErrorCode } from './error-codes.js';
import { MAX_FRAME_BYTES, MAX_FRAME_DEPTH } from './limits.js';
import type { Message } from './messages.js';
import { unpackMessage } from './msgpack.js';
import type { FieldProblem } from './protocol-error.js';
import { isKnownType, problemsOf } from './validate.js';

/** Why a frame is not a message. */
export interface FrameProblem {
  readonly code: Extract<ErrorCode, 'INVALID_MESSAGE' | 'TOO_LARGE'>;
  /** Names the field and the expected form; fit to be sent back. */
  readonly text: string;
  /** The request that the frame was about, when that much could be read. */
  readonly request_id?: string;
  readonly problems?: readonly FieldProblem[];
}

/** A message whose `type` is none of the protocol: of a newer peer, or of the user's own. */
export interface UnknownMessage {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** What a frame turned out to be. */
export type DecodedFrame =
  | { readonly ok: true; readonly message: Message; readonly unknown?: undefined }
  | { readonly ok: true; readonly message: null; readonly unknown: UnknownMessage }
  | { readonly ok: false; readonly problem: FrameProblem };

/** Data of a frame as `ws` hands it over. */
export type FrameData = Buffer | ArrayBuffer | readonly Buffer[] | string;

/**
 * Reads one frame: JSON text when it is a text frame, MessagePack when it is binary. Compressed messages are unpacked.
 * Unknown fields stay on the message. Never throws: whatever a peer sends ends in a typed result.
 */
export const decodeFrame = (
  data: FrameData,
  isBinary: boolean,
  { maxBytes = MAX_FRAME_BYTES }: { readonly maxBytes?: number } = {},
): DecodedFrame => {
  try {
    return decode(data, isBinary, maxBytes, false);
  } catch {
    return invalid('the frame can not be read');
  }
};

const decode = (data: FrameData, isBinary: boolean, maxBytes: number, isInner: boolean): DecodedFrame => {
  const parsed = isBinary ? parseBinary(toBuffer(data), maxBytes) : parseText(data, maxBytes);
  if ('problem' in parsed) {
    return { ok: false, problem: parsed.problem };
  }
  const { value } = parsed;
  if (!isRecord(value)) {
    return invalid('a message must be an object with a "type"');
  }
  const type = value['type'];
  if (typeof type !== 'string' || type === '') {
    return invalid('type: must be a text that names the message', value);
  }
  if (!isKnownType(type)) {
    return { ok: true, message: null, unknown: { type, data: value } };
  }
  const problems = problemsOf(type, value);
  if (problems.length > 0) {
    return invalid(
      `${type}: ${problems.map(({ field, message }) => `${field} ${message}`).join('; ')}`,
      value,
      problems,
    );
  }
  if (type === 'compressed') {
    return isInner ? invalid('compressed: holds another compressed message') : unwrap(value, isBinary, maxBytes);
  }
  // The compiled check of the schema that belongs to this type has just passed.
  return { ok: true, message: value as unknown as Message };
};

type Parsed = { readonly value: unknown } | { readonly problem: FrameProblem };

const parseText = (data: FrameData, maxBytes: number): Parsed => {
  const text = typeof data === 'string' ? data : toText(toBuffer(data), maxBytes);
  if (text === null || text.length > maxBytes || (typeof data === 'string' && Buffer.byteLength(text) > maxBytes)) {
    return { problem: tooLarge(maxBytes) };
  }
  if (isTooDeep(text)) {
    return problem(`nested deeper than ${MAX_FRAME_DEPTH} levels`);
  }
  try {
    return { value: parseJson(text) };
  } catch {
    return problem('the text frame is not JSON');
  }
};

const parseBinary = (bytes: Buffer, maxBytes: number): Parsed => {
  if (bytes.length > maxBytes) {
    return { problem: tooLarge(maxBytes) };
  }
  const fault = checkMsgpack(bytes);
  return fault === null ? { value: unpackMessage(bytes) } : problem(fault);
};

const unwrap = (message: Record<string, unknown>, isBinary: boolean, maxBytes: number): DecodedFrame => {
  const { encoding, data } = message;
  if (typeof encoding !== 'string' || !COMPRESSIONS.includes(encoding)) {
    return invalid(`compressed: encoding must be one of ${COMPRESSIONS.join(', ')}`);
  }
  const packed = typeof data === 'string' ? Buffer.from(data, 'base64') : data;
  if (!(packed instanceof Uint8Array)) {
    return invalid('compressed: data must be base64 text in a text frame, bytes in a binary frame');
  }
  let bytes: Buffer | null;
  try {
    bytes = gunzipBytes(packed, maxBytes);
  } catch {
    return invalid(`compressed: data is not ${encoding}`);
  }
  return bytes === null ? { ok: false, problem: tooLarge(maxBytes) } : decode(bytes, isBinary, maxBytes, true);
};

const toBuffer = (data: FrameData): Buffer => {
  if (Buffer.isBuffer(data)) {
    return data;
  }
  if (typeof data === 'string') {
    return Buffer.from(data);
  }
  return 'byteLength' in data ? Buffer.from(data) : Buffer.concat(data);
};

const toText = (bytes: Buffer, maxBytes: number): string | null =>
  bytes.length > maxBytes ? null : bytes.toString('utf8');

const tooLarge = (maxBytes: number): FrameProblem => ({
  code: 'TOO_LARGE',
  text: `the frame is larger than ${maxBytes} bytes`,
});

const problem = (text: string): { readonly problem: FrameProblem } => ({ problem: { code: 'INVALID_MESSAGE', text } });

const invalid = (
  text: string,
  value: Record<string, unknown> = {},
  problems: readonly FieldProblem[] = [],
): DecodedFrame => {
  const requestId = value['request_id'];
  const isReadable = typeof requestId === 'string' && requestId.length <= MAX_ECHO_LENGTH;
  return {
    ok: false,
    problem: { code: 'INVALID_MESSAGE', text, ...(isReadable ? { request_id: requestId } : {}), problems },
  };
};

/** A longer id is not echoed: it would make the answer as large as the bad frame. */
const MAX_ECHO_LENGTH = 256;
