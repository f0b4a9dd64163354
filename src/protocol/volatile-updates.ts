/** Types of updates that come at a high rate and that a reader can do without when a link or a database is slow. */
const VOLATILE_TYPES: ReadonlySet<string> = new Set(['chunk', 'node_progress', 'edge_update']);

/** Tells whether updates of a type may be made one with later ones, or be the first to go. */
export const isVolatile = (updateType: string): boolean => VOLATILE_TYPES.has(updateType);
