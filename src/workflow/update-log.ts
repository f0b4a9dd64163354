import { assertNever } from '../common/assert-never.js';
import type { EngineUpdate } from '../engine/engine-update.js';
import type { LogEntry } from '../job/log-entry.js';

/** Characters of a value that a log line shows. */
const SHOWN_CHARACTERS = 200;

/** Turns an update into a line of the job's log; null for those that only move a picture (progress, edges, previews, pieces of answers). */
export const logEntryOf = (update: EngineUpdate): LogEntry | null => {
  switch (update.type) {
    case 'job_update':
      return update.status === 'running' ? { level: 'info', message: 'Job started' } : null;
    case 'node_update':
      return nodeEntry(update);
    case 'output_update':
      return {
        level: 'info',
        message: `Output '${update.output_name}': ${show(update.value)}`,
        graphNodeId: update.node_id,
        graphNodeName: update.node_name,
      };
    case 'save_update':
      return { level: 'info', message: `Saved '${update.name}': ${show(update.value)}`, graphNodeId: update.node_id };
    case 'log_update':
      return {
        level: update.severity,
        message: update.content,
        graphNodeId: update.node_id,
        graphNodeName: update.node_name,
      };
    case 'notification':
      return { level: update.severity, message: update.content, graphNodeId: update.node_id };
    case 'tool_call_update':
      return { level: 'info', message: `Tool ${update.name}: ${show(update.args)}`, graphNodeId: update.node_id };
    case 'tool_result_update':
      return { level: 'debug', message: `Tool result: ${show(update.result)}`, graphNodeId: update.node_id };
    case 'chunk':
    case 'planning_update':
    case 'task_update':
    case 'preview_update':
    case 'node_progress':
    case 'edge_update':
      return null;
    default:
      return assertNever(update);
  }
};

const nodeEntry = (update: Extract<EngineUpdate, { type: 'node_update' }>): LogEntry => ({
  graphNodeId: update.node_id,
  graphNodeName: update.node_name,
  ...NODE_LINES[update.status](update.node_name, update.error),
});

type NodeLine = (name: string, error?: string) => Pick<LogEntry, 'level' | 'message'>;

const NODE_LINES: Readonly<Record<Extract<EngineUpdate, { type: 'node_update' }>['status'], NodeLine>> = {
  running: (name) => ({ level: 'debug', message: `${name} started` }),
  suspended: (name) => ({ level: 'info', message: `${name} waits` }),
  completed: (name) => ({ level: 'info', message: `${name} completed` }),
  error: (name, error = 'no reason given') => ({ level: 'error', message: `${name} failed: ${error}` }),
};

const show = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters)` : text;
};
