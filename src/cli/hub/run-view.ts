import { isRecord } from '../../common/json.js';
import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';

const TERMINAL: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled', 'timed_out', 'outcome_unknown']);

/** A run as the hub describes it. A newer hub may know further statuses. */
export interface RunView {
  readonly id: string;
  readonly status: string;
  readonly workflowId: string | null;
  readonly userId: string | null;
  readonly nodeId: string | null;
  readonly attempt: number | null;
  readonly priority: number | null;
  /** Last value per output name. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly queuedReason: string | null;
  readonly rerunOf: string | null;
  readonly createdAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** The object as it came. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/**
 * Reads a run.
 *
 * @throws CliError when the value has no id or status
 */
export const readRun = (value: unknown): RunView => {
  if (!isRecord(value) || typeof value['id'] !== 'string' || typeof value['status'] !== 'string') {
    throw new CliError('the hub described a run in a form that is not known here', {
      hint: 'Is this program older than the hub?',
    });
  }
  return {
    id: value['id'],
    status: value['status'],
    workflowId: textOf(value['workflow_id']),
    userId: textOf(value['user_id']),
    nodeId: textOf(value['node_id']),
    attempt: numberOf(value['attempt']),
    priority: numberOf(value['priority']),
    result: isRecord(value['result']) ? value['result'] : {},
    error: readError(value['error']),
    queuedReason: textOf(value['queued_reason']),
    rerunOf: textOf(value['rerun_of']),
    createdAt: textOf(value['created_at']),
    startedAt: textOf(value['started_at']),
    finishedAt: textOf(value['finished_at']),
    raw: value,
  };
};

/** Reads the runs of a list's page, and where the next page begins. */
export const readRunPage = (page: Readonly<Record<string, unknown>>): { runs: RunView[]; next: string | null } => ({
  runs: (Array.isArray(page['runs']) ? page['runs'] : []).map(readRun),
  next: textOf(page['next']),
});

/** Tells whether a status is one that a run never leaves. */
export const isTerminal = (status: string): boolean => TERMINAL.has(status);

/** The exit code of a command that waited for a run. */
export const exitCodeOfRun = ({ status }: RunView): ExitCode => {
  if (status === 'completed') return ExitCode.ok;
  return status === 'timed_out' ? ExitCode.timedOut : ExitCode.failed;
};

/** A text, or null for anything else. */
export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const readError = (value: unknown): RunView['error'] =>
  isRecord(value)
    ? { code: textOf(value['code']) ?? 'INTERNAL', message: textOf(value['message']) ?? 'no reason was given' }
    : null;
