/** What a run asks of its owner, and how it goes on with that. */
export type CallReport =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly service: string;
      readonly method: string;
      readonly args: readonly unknown[];
    }
  /** One more item of a stream has been read: another one may come. */
  | { readonly kind: 'call_read'; readonly id: number }
  /** Nobody waits for the answer any more. */
  | { readonly kind: 'call_cancel'; readonly id: number };

/** How the owner answers: items of a stream, then one end. */
export type CallOrder =
  | { readonly kind: 'call_item'; readonly id: number; readonly item: unknown }
  | { readonly kind: 'call_done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'call_failed'; readonly id: number; readonly failure: CallFailure };

/** Why a call failed, in words for the author of a graph. */
export interface CallFailure {
  readonly code: string | null;
  readonly message: string;
}

/** Items of a stream that may be on their way to a reader who hasn't asked for them yet. */
export const STREAM_WINDOW = 32;

/** Tells a call's report from the others of a run. */
export const isCallReport = (report: { readonly kind: string }): report is CallReport =>
  report.kind === 'call' || report.kind === 'call_read' || report.kind === 'call_cancel';
