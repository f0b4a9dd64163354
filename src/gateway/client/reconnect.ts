import { backoffMs } from '../../common/backoff.js';
import { CLOSE_CODES, isTerminalCloseCode } from '../../protocol/close-codes.js';
import type { ReconnectOptions } from './client-options.js';
import type { ConnectionEnd } from './connection.js';
import { GatewayLinkError } from './link-error.js';

/** A hub may ask for a longer pause; it is tried again after this one all the same. */
const MAX_DELAY_MS = 3_600_000;

/** Decides how long to wait before the next try: jittered, and never shorter than what the hub asked for. */
export class RetryPlan {
  private failedTries = 0;
  private readyAtMs: number | null = null;
  private window: { readonly baseMs: number; readonly capMs: number };

  constructor(
    private readonly options: ReconnectOptions,
    private readonly now: () => number,
  ) {
    this.window = options;
  }

  /** The hub names the window: it knows how many nodes may come back at once. */
  setWindow(baseMs: number, capMs: number): void {
    this.window = { baseMs: Math.max(1, baseMs), capMs: Math.max(1, capMs) };
  }

  /** The connection is ready to work. */
  ready(): void {
    this.readyAtMs = this.now();
  }

  /** The connection was ended on purpose: that is no failure. */
  stopped(): void {
    this.readyAtMs = null;
  }

  /**
   * Delay before the next try, in milliseconds. The window doubles with each failure; only a connection that was ready
   * for `stableMs` starts it over.
   */
  delayAfterLoss(retryAfterMs: number | null): number {
    const wasStable = this.readyAtMs !== null && this.now() - this.readyAtMs >= this.options.stableMs;
    this.readyAtMs = null;
    const tries = wasStable ? 0 : this.failedTries;
    this.failedTries = tries + 1;
    const delayMs = (retryAfterMs ?? 0) + backoffMs(tries, { ...this.window, random: this.options.random });
    return Math.min(delayMs, MAX_DELAY_MS);
  }
}

/** Tells whether a connection ended because of its token, so that another token may help. */
export const isAboutToken = ({ closeCode, refusal }: ConnectionEnd): boolean =>
  refusal?.status === 401 ||
  refusal?.status === 403 ||
  closeCode === CLOSE_CODES.tokenInvalid.code ||
  closeCode === CLOSE_CODES.tokenRevoked.code;

/** Why a connection's end is final, or null when the node should come back. */
export const terminalError = ({ closeCode, reason, refusal }: ConnectionEnd): GatewayLinkError | null => {
  if (refusal !== null && (refusal.status === 401 || refusal.status === 403)) {
    const meaning = refusal.status === 401 ? 'the hub does not accept the token' : 'the token does not allow this node';
    return new GatewayLinkError(`${meaning} (${refusal.text})`, { httpStatus: refusal.status });
  }
  if (closeCode !== null && isTerminalCloseCode(closeCode)) {
    const facts = Object.values(CLOSE_CODES).find(({ code }) => code === closeCode);
    const text = reason === '' ? (facts?.reason ?? 'the hub does not want this node') : reason;
    return new GatewayLinkError(`the hub ended the connection for good (${closeCode}): ${text}`, { closeCode });
  }
  return null;
};
