import { isRecord } from '../../src/common/json.js';
import { isErrorCode } from '../../src/protocol/error-codes.js';
import type { WildAnswer } from './wild-request.js';

/** What no answer may hold. */
export interface Forbidden {
  /** Texts of other users' rows, secrets, folders. */
  readonly texts: readonly string[];
}

/** Refusals with a status from 500 that say the truth: the part isn't there, away, or full. */
const HONEST_CODES: ReadonlySet<unknown> = new Set([
  'UNSUPPORTED',
  'NO_ELIGIBLE_NODE',
  'NODE_BUSY',
  'QUEUE_FULL',
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
]);

/** What a fault of the program, its machine or its database looks like from outside. */
const LEAKS: readonly RegExp[] = [
  /\n\s+at .+:\d+:\d+\)?/,
  /\\n\s+at .+:\d+:\d+\)?/,
  /node_modules|node:internal/,
  /SQLITE_|QueryFailedError|no such (table|column)|syntax error at or near|near \\?".*\\?": syntax error/,
  /constraint failed|invalid input syntax|unterminated string|malformed MATCH|fts5:/,
  /root:x:0:0/,
  /Cannot read propert|is not a function|is not iterable|undefined \(reading/,
  /"code":\s*"INTERNAL"/,
  // The SDK of MCP gives this code to a message that its own schema refuses, with a list of what is wrong.
  /"code":\s*-32603,\s*"message":\s*"(?!\[)/,
];

/** Lists what is wrong with an answer; nothing when the attack failed as it should. */
export const faultsOf = ({ status, headers, text }: WildAnswer, { texts }: Forbidden): readonly string[] => [
  ...(status === 0 ? [`no answer: ${text.slice(0, 200)}`] : []),
  ...(status >= 500 && !isHonest(text) ? [`status ${status}: ${text.slice(0, 300)}`] : []),
  ...('x-injected' in headers ? ['a header of the attacker'] : []),
  ...LEAKS.flatMap((leak) => found(leak.exec(text)?.[0])),
  ...texts.flatMap((forbidden) => found(text.includes(forbidden) ? forbidden : undefined)),
];

const found = (leak: string | undefined): readonly string[] =>
  leak === undefined ? [] : [`tells ${leak.slice(0, 300)}`];

const isHonest = (text: string): boolean => {
  try {
    const body = JSON.parse(text.startsWith('HTTP/') ? text.slice(text.indexOf('\r\n\r\n')) : text) as unknown;
    return isRecord(body) && isErrorCode(body['code']) && HONEST_CODES.has(body['code']);
  } catch {
    return false;
  }
};
