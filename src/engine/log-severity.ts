/** How grave a log line is, as NodeTool names it. */
export type LogSeverity = 'info' | 'warning' | 'error';
