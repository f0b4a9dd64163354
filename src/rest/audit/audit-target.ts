import { isRecord } from '../../common/json.js';

/** Names of arguments that say which thing a request is about, in the order in which they are looked for. */
const ID = /(^|_)id$/u;
const NAMES = ['command', 'name', 'key', 'sha256'];

/** Finds out on which thing something is done: the ids among its arguments, else a name; null when there is neither. */
export const targetOf = (args: unknown): string | null => {
  if (!isRecord(args)) return null;
  const ids = Object.entries(args).filter(([key]) => ID.test(key) && key !== 'user_id');
  const named = [...ids, ...NAMES.map((name) => [name, args[name]] as const)];
  const texts = named.flatMap(([, value]) => (typeof value === 'string' && value !== '' ? [value] : []));
  return texts.length > 0 ? texts.join(' ') : null;
};

/** Longer answers are lists and contents, not things that were just made. */
const MAX_ANSWER = 16_384;
const FIRST_ID = /"(?:[a-z]+_)?id":"([^"\\]{1,200})"/u;

/** Finds the id of what a request made, which only its answer names; null when the answer names none. */
export const idIn = (answer: unknown): string | null =>
  typeof answer === 'string' && answer.length <= MAX_ANSWER ? (FIRST_ID.exec(answer)?.[1] ?? null) : null;
