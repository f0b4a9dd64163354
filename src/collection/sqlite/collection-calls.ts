import type { ErrorCode } from '../../protocol/error-codes.js';
import type { FieldProblem } from '../../protocol/protocol-error.js';
import type { CollectionWork } from './collection-work.js';

/** What the thread can be asked for. */
export type CallName = keyof CollectionWork;

/** A question to the thread; it answers in the order in which it is asked. */
export interface ThreadCall {
  readonly name: CallName;
  readonly args: readonly unknown[];
}

/** An error in values that cross threads. */
export interface ThreadFault {
  /** Absent for a fault of this program. */
  readonly code?: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly problems?: readonly FieldProblem[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly stack?: string | undefined;
}

/** What the thread answers. */
export type ThreadAnswer = { readonly result: unknown } | { readonly fault: ThreadFault };
