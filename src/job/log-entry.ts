/** How grave a line of a job's log is. */
export const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A line on its way into a job's log; it gets its number there. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly graphNodeId?: string | null;
  readonly graphNodeName?: string | null;
  /** Milliseconds since 1970; default now. */
  readonly createdAt?: number;
}
