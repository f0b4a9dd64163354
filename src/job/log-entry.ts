import type { LogLevel } from './job.contract.js';

/** A line on its way into a job's log; it gets its number there. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly graphNodeId?: string | null;
  readonly graphNodeName?: string | null;
  /** Milliseconds since 1970; default now. */
  readonly createdAt?: number;
}
