import { setImmediate } from 'node:timers/promises';

import type { Database } from '../database/database.js';
import type { JobLogRow } from './job-log.entity.js';
import type { LogLevel } from './job.contract.js';

/** Which lines of a log are wanted. */
export interface LogPage {
  /** Lines with a greater number only. */
  readonly after: number;
  readonly limit: number;
  /** Lines of exactly this level. */
  readonly level?: LogLevel | undefined;
  /** Lines whose message holds this text, in capitals or not; default empty: every line. */
  readonly query?: string | undefined;
}

/**
 * Lines that are looked through for a text in one turn of the event loop, which takes a few milliseconds. The text is compared
 * here: the databases disagree about what a capital letter is.
 */
const SCAN_LINES = 1000;

/** Written out, so that the databases know that the index of the rare levels helps. */
const LEVEL_CONDITIONS: Readonly<Record<LogLevel, string>> = {
  debug: "AND level = 'debug'",
  info: "AND level = 'info'",
  warning: "AND level = 'warning'",
  error: "AND level = 'error'",
};

interface StoredLine {
  readonly seq: number;
  /** PostgreSQL gives 64-bit integers as text. */
  readonly created_at: number | string;
  readonly level: LogLevel;
  readonly message: string;
  readonly graph_node_id: string | null;
  readonly graph_node_name: string | null;
}

/** Makes the test that says whether a line is wanted. */
export const lineFilter = ({ after, level, query = '' }: LogPage): ((line: JobLogRow) => boolean) => {
  const text = query.toLowerCase();
  return (line) =>
    line.seq > after &&
    (level === undefined || line.level === level) &&
    (text === '' || line.message.toLowerCase().includes(text));
};

/** Reads the stored lines of a log in order, without ORM: a log may have 100,000 of them. */
export const readStoredLines = async (
  database: Database,
  jobId: string,
  page: LogPage,
): Promise<readonly JobLogRow[]> => {
  const { limit, query = '' } = page;
  const isWanted = lineFilter(page);
  const chunk = query === '' ? limit : Math.max(SCAN_LINES, limit);
  const found: JobLogRow[] = [];
  let { after } = page;
  for (;;) {
    const lines = await readChunk(database, jobId, { ...page, after, limit: chunk });
    found.push(...lines.filter(isWanted));
    if (lines.length < chunk || found.length >= limit) return found.slice(0, limit);
    after = lines.at(-1)?.seq ?? after;
    await setImmediate();
  }
};

const readChunk = async (database: Database, jobId: string, { after, limit, level }: LogPage): Promise<JobLogRow[]> => {
  const rows = await database.query<StoredLine>(
    `SELECT seq, created_at, level, message, graph_node_id, graph_node_name FROM job_logs
     WHERE job_id = ? AND seq > ? ${level === undefined ? '' : LEVEL_CONDITIONS[level]} ORDER BY seq LIMIT ?`,
    [jobId, after, limit],
  );
  return rows.map((row) => ({
    jobId,
    seq: row.seq,
    createdAt: Number(row.created_at),
    level: row.level,
    message: row.message,
    graphNodeId: row.graph_node_id,
    graphNodeName: row.graph_node_name,
  }));
};
