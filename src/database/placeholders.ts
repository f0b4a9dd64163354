/** SQL texts whose rewriting is remembered; texts of multi-row inserts differ by their length, so the memory is bounded. */
const MAX_REMEMBERED = 1000;
const MAX_REMEMBERED_LENGTH = 4000;
const remembered = new Map<string, string>();

/** Rewrites `?` to `$1`, `$2`, … outside of quoted texts and names. */
export const numberPlaceholders = (sql: string): string => {
  const known = remembered.get(sql);
  if (known !== undefined) return known;
  let count = 0;
  const numbered = sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g, (part) =>
    part === '?' ? `$${String(++count)}` : part,
  );
  if (sql.length <= MAX_REMEMBERED_LENGTH) {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(sql, numbered);
  }
  return numbered;
};
