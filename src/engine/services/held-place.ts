/** Names that held files have in the job's folder. */
const HELD_PLACE = /^job:(held-\d{1,9}(?:\.[a-z0-9]{1,8})?)$/;

/** Writes the place of a file that is lent to the graph nodes of one run. */
export const heldPlace = (file: string): string => `job:${file}`;

/** Reads which file of the job's folder a place names; null for a place elsewhere. */
export const heldFileOf = (uri: unknown): string | null =>
  typeof uri === 'string' && uri.startsWith('job:') ? (HELD_PLACE.exec(uri)?.[1] ?? null) : null;
