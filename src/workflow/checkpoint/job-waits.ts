import type { WaitingNode } from '../../engine/checkpoint/suspension.js';
import { MAX_TIMER_MS } from '../../protocol/limits.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { JobJournal } from './job-journal.js';
import type { Wait } from './waits.js';
import { mergeWaits, nextDue, readWaits, resumeCheckpoint, waitCheckpoint } from './waits.js';

/** Time after which a wait that is over is ended again when that could not be stored. */
const RETRY_MS = 5000;

/** What one suspended job waits for, and the timer of those waits that end by themselves. */
export class JobWaits {
  private waits: readonly Wait[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isOpen = false;

  /** @param onDue called when a graph node has waited long enough */
  constructor(
    private readonly jobId: string,
    private readonly journal: JobJournal,
    private readonly onDue: (nodeId: string) => void,
  ) {}

  /** True while somebody may resume the job. */
  get areOpen(): boolean {
    return this.isOpen;
  }

  get first(): Wait | undefined {
    return this.waits[0];
  }

  /** Takes up what a suspended job of an earlier process waits for. */
  restore(): void {
    this.waits = readWaits(this.journal.restored);
  }

  /** Stores what the job waits for from now on. */
  async enter(waiting: readonly WaitingNode[]): Promise<void> {
    const waits = mergeWaits(this.waits, waiting, Date.now());
    this.journal.keep(waits.filter((wait) => !this.waits.includes(wait)).map(waitCheckpoint));
    await this.journal.commit();
    this.waits = waits;
  }

  /**
   * From now on the job may be resumed, by somebody or by time.
   *
   * @param pauseMs time in which it doesn't go on by itself
   */
  open(pauseMs = 0): void {
    this.isOpen = true;
    const due = nextDue(this.waits);
    if (!due) return;
    const leftMs = Math.max(pauseMs, due.resumeAt - Date.now());
    this.timer = setTimeout(
      () => (leftMs > MAX_TIMER_MS ? this.open() : this.onDue(due.nodeId)),
      Math.min(leftMs, MAX_TIMER_MS),
    );
    // Waiting alone is no reason for a process to stay: the server is.
    this.timer.unref();
  }

  /**
   * Ends a wait durably; the job then has to run.
   *
   * @param nodeId which graph node goes on; may be left out when only one waits
   * @param values null when its time is over
   * @throws ProtocolError `CONFLICT` when the job isn't suspended, `INVALID_ARGUMENT` when it isn't clear who is meant
   */
  async end(nodeId: string | undefined, values: Readonly<Record<string, unknown>> | null): Promise<Wait> {
    if (!this.isOpen) throw notSuspended(this.jobId);
    const wait = this.find(nodeId);
    this.close();
    try {
      this.journal.keep([resumeCheckpoint(wait, values, Date.now())]);
      await this.journal.commit();
    } catch (cause) {
      this.open(RETRY_MS);
      throw new ProtocolError('UNAVAILABLE', `Job ${this.jobId} could not be resumed: that could not be stored`, {
        cause,
      });
    }
    this.waits = this.waits.filter((one) => one !== wait);
    return wait;
  }

  /** Nobody may resume the job any more. */
  close(): void {
    this.isOpen = false;
    clearTimeout(this.timer);
  }

  private find(nodeId: string | undefined): Wait {
    const fitting = this.waits.filter((wait) => nodeId === undefined || wait.nodeId === nodeId);
    const [only] = fitting;
    if (only && fitting.length === 1) return only;
    const known = this.waits.map((wait) => `${wait.nodeId} (${wait.reason})`).join(', ');
    const message =
      nodeId === undefined
        ? `several graph nodes wait, so it must name one: ${known}`
        : `graph node ${nodeId} doesn't wait; these do: ${known}`;
    throw new ProtocolError('INVALID_ARGUMENT', `graph_node_id: ${message}`, {
      problems: [{ field: 'graph_node_id', message }],
    });
  }
}

/** Says that there is nothing to resume. */
export const notSuspended = (jobId: string): ProtocolError =>
  new ProtocolError('CONFLICT', `Job ${jobId} is not suspended: there is nothing to resume`);
