/** By which way somebody came who did something. */
export type AuditDoor = 'rest' | 'mcp' | 'link' | 'socket' | 'process';

/** What somebody did, or was not let do. */
export interface AuditEntry {
  /** Who: the id of a token, `anonymous`, `hub` or `process`; never the token. */
  readonly actor: string;
  /** The users for whom the actor may act, separated by commas; null when for all or for none in particular. */
  readonly users?: string | null;
  /** What: method and route, such as `DELETE /api/v1/tokens/:id`, a command's name, or `node.joined` and the like. */
  readonly action: string;
  /** On which thing; null when the action names none. */
  readonly target?: string | null;
  readonly door: AuditDoor;
  /** Address of the other end; null when it isn't known. */
  readonly address?: string | null;
  /** `ok`, or the error code with which it was refused or failed. */
  readonly outcome: string;
  /** How often it happened since the last such record; default 1. */
  readonly count?: number;
}

/** An entry in its place in the chain. */
export interface AuditRecord {
  /** Counts from 1 without a gap. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: string;
  readonly users: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly door: string;
  readonly address: string | null;
  readonly outcome: string;
  readonly count: number;
  /** SHA-256 over the hash of the record before and over this record, in hexadecimal digits. */
  readonly hash: string;
}

/** A place in the chain. */
export interface ChainPlace {
  readonly seq: number;
  readonly hash: string;
}

/** Texts of others are cut here; a record stays small whatever a caller sends. */
const MAX_TEXT = 500;

/** Brings an entry into the form in which it is kept. */
export const settledEntry = (entry: AuditEntry, at: number): Omit<AuditRecord, 'seq' | 'hash'> => ({
  at,
  actor: clean(entry.actor),
  users: cleanOrNull(entry.users),
  action: clean(entry.action),
  target: cleanOrNull(entry.target),
  door: entry.door,
  address: cleanOrNull(entry.address),
  outcome: clean(entry.outcome),
  count: entry.count ?? 1,
});

/** PostgreSQL takes no NUL and changes half of a surrogate pair: the hash would be that of another text. */
const clean = (text: string): string => Buffer.from(text.slice(0, MAX_TEXT)).toString().replaceAll('\0', '\uFFFD');
const cleanOrNull = (text: string | null | undefined): string | null =>
  text === undefined || text === null ? null : clean(text);
