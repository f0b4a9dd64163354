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
