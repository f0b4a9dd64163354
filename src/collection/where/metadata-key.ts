const MAX_LENGTH = 256;

/**
 * Says what is wrong with a key of metadata, completing "… must"; null when nothing is. Quotes, backslashes and control
 * characters have no spelling in SQLite's JSON paths, and `$` begins the operators of filters.
 */
export const metadataKeyProblem = (key: string): string | null => {
  if (key.length === 0 || key.length > MAX_LENGTH) return `have 1 to ${MAX_LENGTH} characters`;
  if (key.startsWith('$')) return 'not begin with $';
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  return /["\\\u0000-\u001f\p{Cs}]/u.test(key)
    ? 'hold no quote, backslash, control character or half of a surrogate pair'
    : null;
};
