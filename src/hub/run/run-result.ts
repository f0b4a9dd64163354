import { isRecord } from '../../common/json.js';
import { isErrorCode } from '../../protocol/error-codes.js';
import type { ErrorCode } from '../../protocol/error-codes.js';
import type { ResultRef, WorkflowResponse } from '../../protocol/node-messages.js';
import { cleanText } from '../clean-text.js';
import type { TerminalRunStatus } from './run.state.js';

/** Why a run didn't complete. */
export interface RunError {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What a run came to. */
export interface RunOutcome {
  readonly status: TerminalRunStatus;
  /** Last value by output name. */
  readonly result: Readonly<Record<string, unknown>> | null;
  /** Every value by output name. */
  readonly outputs: Readonly<Record<string, readonly unknown[]>> | null;
  /** The blob that holds both where they are too large. */
  readonly resultRef: ResultRef | null;
  readonly error: RunError | null;
}

/** Reads a node's answer: its own form, the seed document's, and the plain object of the reference node. */
export const outcomeOf = (response: WorkflowResponse): RunOutcome => {
  const status = statusOf(response);
  const values = valuesOf(response.result ?? null);
  const resultRef = status === 'completed' ? (response.result_ref ?? null) : null;
  return { status, ...values, resultRef, error: status === 'completed' ? null : errorOf(response, status) };
};

/** The outcome of a run that the hub itself ends. */
export const hubOutcome = (status: TerminalRunStatus, code: ErrorCode, message: string): RunOutcome => ({
  status,
  result: null,
  outputs: null,
  resultRef: null,
  error: { code, message },
});

const statusOf = ({ status, error_code }: WorkflowResponse): TerminalRunStatus => {
  if (status === 'completed' || status === 'cancelled') return status;
  return error_code === 'DEADLINE_EXCEEDED' ? 'timed_out' : 'failed';
};

const errorOf = ({ status, error, error_code }: WorkflowResponse, ended: TerminalRunStatus): RunError => {
  if (ended === 'cancelled') return { code: 'CANCELLED', message: cleanText(error ?? 'The run was cancelled') };
  const fallback =
    status === 'failed' || status === 'error'
      ? 'The node gave no reason'
      : `The node ended the run with the unknown status ${JSON.stringify(status)}`;
  return { code: isErrorCode(error_code) ? error_code : 'INTERNAL', message: cleanText(error ?? fallback) };
};

/** Result and outputs of a run. */
export type Values = Pick<RunOutcome, 'result' | 'outputs'>;

/** Reads the values out of what a node answered, in any of its forms. */
export const valuesOf = (raw: Readonly<Record<string, unknown>> | null): Values => {
  if (!raw) return { result: null, outputs: null };
  const { outputs, result } = raw;
  if (isRecord(outputs)) return fromOutputs(outputs, isRecord(result) ? result : null);
  const { job_id: _jobId, ...plain } = raw;
  return { result: plain, outputs: Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, [value]])) };
};

/** A list under an output's name is the list of its values; anything else is its only value. */
const fromOutputs = (outputs: Record<string, unknown>, result: Record<string, unknown> | null): Values => {
  const lists = Object.entries(outputs).map(([name, value]): readonly [string, readonly unknown[]] => [
    name,
    Array.isArray(value) ? value : [value],
  ]);
  const last = Object.fromEntries(
    lists.filter(([, values]) => values.length > 0).map(([name, values]) => [name, values.at(-1)]),
  );
  return { result: result ?? last, outputs: Object.fromEntries(lists) };
};
