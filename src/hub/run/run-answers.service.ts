import { Injectable, Logger } from '@nestjs/common';

import { blobUri } from '../../common/blob-uri.js';
import type { ResponseAck } from '../../protocol/hub-messages.js';
import type { Ack, CancelAck, WorkflowResponse, WorkflowUpdate } from '../../protocol/node-messages.js';
import { jobIdOf } from '../../protocol/response.js';
import { BlobRepository } from '../blob/blob.repository.js';
import { cleanText } from '../clean-text.js';
import { HubSettings } from '../hub-settings.js';
import { FrameRouter } from '../session/frame-router.js';
import type { Session } from '../session/session.js';
import type { OpenAttempt, OpenRun } from './open-run.js';
import { attemptRefOf, isRunId } from './request-id.js';
import { RunBoard } from './run-board.js';
import { RunJournal } from './run-journal.js';
import { RunLifecycle } from './run-lifecycle.service.js';
import type { RunOutcome } from './run-result.js';
import { hubOutcome, outcomeOf } from './run-result.js';
import { RunRepository } from './run.repository.js';

/** An open run together with the attempt that a message is about. */
interface Current {
  readonly run: OpenRun;
  readonly attempt: OpenAttempt;
}

const isHandedBack = ({ status, begun, error_code: code }: WorkflowResponse): boolean =>
  status === 'failed' && begun === false && code === 'UNAVAILABLE';

const MAX_REASON_LENGTH = 256;
/** A peer's id may be as long as a frame; the log takes this much of it. */
const MAX_LOGGED_ID = 64;

/** Refusals that don't pass while the node stays as it is. */
const LASTING_REFUSALS: ReadonlySet<string> = new Set(['unsupported', 'too_large']);

/** Takes what nodes say about runs. Only the newest attempt's own node is listened to. */
@Injectable()
export class RunAnswers {
  private readonly logger = new Logger(RunAnswers.name);

  constructor(
    private readonly board: RunBoard,
    private readonly lifecycle: RunLifecycle,
    private readonly journal: RunJournal,
    private readonly runs: RunRepository,
    private readonly settings: HubSettings,
    private readonly router: FrameRouter,
    private readonly blobs: BlobRepository,
  ) {
    router.on('ack', (session, message) => {
      this.onAck(session, message);
    });
    router.on('workflow_update', (session, message) => {
      this.onUpdate(session, message);
    });
    router.on('workflow_response', (session, message) => {
      this.watch(session, this.onResponse(session, message));
    });
    router.on('cancel_ack', (session, message) => {
      this.onCancelAck(session, message);
    });
  }

  private onAck(session: Session, message: Ack): void {
    const found = this.findCurrent(session, message.request_id, message.attempt);
    if (!found) return;
    if (message.accepted === false) this.refused(session, found, message);
    else this.accepted(session, found);
  }

  private refused(session: Session, { run, attempt }: Current, { reason, retry_after_ms }: Ack): void {
    const text = cleanText((reason ?? 'no reason given').slice(0, MAX_REASON_LENGTH));
    // The node has the request from an earlier delivery: its answer to that one will come.
    if (text === 'duplicate') return;
    session.node?.outstanding.delete(attempt.requestId);
    // Work that was taken may have been begun, so that it isn't given to another node unasked.
    if (attempt.isAccepted && run.retry !== 'safe') {
      const message = `Node ${attempt.nodeId} took the work and then handed it back (${text}); whether it was begun is not known`;
      const outcome = hubOutcome('outcome_unknown', 'OUTCOME_UNKNOWN', message);
      this.watch(session, this.lifecycle.settle(run, run.attempt, outcome));
      return;
    }
    const delayMs = LASTING_REFUSALS.has(text) ? Infinity : (retry_after_ms ?? this.settings.refusalDelayMs);
    this.board.noteRefusal(run, attempt.nodeId, text, Date.now() + delayMs);
    this.watch(session, this.lifecycle.requeue(run, run.attempt, 'refused', `the node refused it: ${text}`));
  }

  private accepted(session: Session, { run, attempt }: Current): void {
    if (attempt.isAccepted) return;
    attempt.isAccepted = true;
    this.watch(session, this.lifecycle.start(run, run.attempt));
  }

  private onUpdate(session: Session, message: WorkflowUpdate): void {
    const found = this.findCurrent(session, message.request_id, message.attempt);
    if (!found || !this.isNew(found, message)) return;
    const { run, attempt } = found;
    try {
      this.journal.append(run, {
        type: cleanText(message.update_type),
        data: message.data,
        updateSeq: message.update_seq ?? null,
      });
    } catch {
      this.router.refuse(session, {
        text: 'workflow_update: data is not JSON',
        code: 'INVALID_MESSAGE',
        requestId: message.request_id,
      });
      return;
    }
    attempt.patienceEndsMs = null;
    const isNewJob = attempt.jobId === null && typeof message.job_id === 'string';
    if (isNewJob) attempt.jobId = cleanText(message.job_id ?? '');
    // The commit of the acceptance, which goes first in the run's line, stores the job too.
    if (!attempt.isAccepted) this.accepted(session, found);
    else if (isNewJob) this.watch(session, this.lifecycle.noteJob(run, run.attempt));
  }

  /** After a reconnect a node sends again what may have been lost: each update counts once. */
  private isNew(found: Current, { update_seq: seq, first_update_seq: first, update_type }: WorkflowUpdate): boolean {
    if (typeof seq !== 'number') return true;
    if (seq <= found.attempt.lastUpdateSeq || !Number.isSafeInteger(seq)) return false;
    if (update_type !== 'truncated') this.markMissing(found, (first ?? seq) - 1);
    found.attempt.lastUpdateSeq = seq;
    return true;
  }

  private async onResponse(session: Session, message: WorkflowResponse): Promise<void> {
    session.node?.outstanding.delete(message.request_id);
    const found = this.findCurrent(session, message.request_id, message.attempt, true);
    if (!found) {
      await this.acknowledgeStale(session, message);
      return;
    }
    const { run, attempt } = found;
    const jobId = jobIdOf(message);
    if (jobId !== null) attempt.jobId = cleanText(jobId);
    this.markMissing(found, message.final_update_seq ?? 0);
    if (isHandedBack(message)) {
      await this.takeBack(session, found, message);
      return;
    }
    const outcome = await this.refer(this.outcomeOf(session, message), run);
    const isSettled = await this.lifecycle.settle(run, run.attempt, outcome);
    this.acknowledge(session, message, isSettled ? 'accepted' : 'late');
  }

  /** The node stops before it has begun the work, or could not begin it: another one may, whatever the run says about repeats. */
  private async takeBack(session: Session, { run, attempt }: Current, message: WorkflowResponse): Promise<void> {
    const text = cleanText((message.error ?? 'no reason given').slice(0, MAX_REASON_LENGTH));
    this.board.noteRefusal(run, attempt.nodeId, text, Date.now() + this.settings.refusalDelayMs);
    const isTaken = await this.lifecycle.requeue(run, run.attempt, 'refused', `the node handed it back: ${text}`);
    this.acknowledge(session, message, isTaken ? 'accepted' : 'late');
  }

  /** Updates that a node counted and that never came here are gone for good: its readers are told. */
  private markMissing({ run, attempt }: Current, upToSeq: number): void {
    const { lastUpdateSeq } = attempt;
    if (upToSeq <= lastUpdateSeq || !Number.isSafeInteger(upToSeq)) return;
    attempt.lastUpdateSeq = upToSeq;
    const data = { reason: 'they did not arrive', after_update_seq: lastUpdateSeq, up_to_update_seq: upToSeq };
    this.journal.append(run, { type: 'truncated', data, updateSeq: upToSeq });
  }

  /** An outcome that can't be stored ends its run, not the session. */
  private outcomeOf(session: Session, message: WorkflowResponse): ReturnType<typeof outcomeOf> {
    try {
      const outcome = outcomeOf(message);
      JSON.stringify([outcome.result, outcome.outputs]);
      return outcome;
    } catch {
      this.router.refuse(session, {
        text: 'workflow_response: result is not JSON',
        code: 'INVALID_MESSAGE',
        requestId: message.request_id,
      });
      return hubOutcome('failed', 'INVALID_MESSAGE', 'The node answered with a result that is not JSON');
    }
  }

  /** A result that is kept as a blob must be there, and for this run's user. */
  private async refer(outcome: RunOutcome, { id, userId }: OpenRun): Promise<RunOutcome> {
    const { resultRef } = outcome;
    if (resultRef === null) return outcome;
    const blob = await this.blobs.findOf(resultRef.sha256, [userId]);
    if (!blob) {
      return hubOutcome('failed', 'INVALID_MESSAGE', 'The node named a result that it did not bring to the hub');
    }
    const { sha256, size, contentType } = blob;
    await this.blobs.touch(sha256, { userId, runId: id }, Date.now());
    return { ...outcome, resultRef: { uri: blobUri(sha256), sha256, bytes: size, content_type: contentType } };
  }

  private async acknowledgeStale(session: Session, message: WorkflowResponse): Promise<void> {
    const { runId } = attemptRefOf(message.request_id, session.mode);
    const run = isRunId(runId) ? await this.runs.find(runId) : null;
    const isDoubled = run?.nodeId === session.node?.nodeId && run?.status === outcomeOf(message).status;
    this.acknowledge(session, message, run && !isDoubled ? 'late' : 'ignored');
  }

  private acknowledge(
    session: Session,
    { request_id, attempt }: WorkflowResponse,
    disposition: ResponseAck['disposition'],
  ): void {
    if (disposition !== 'accepted') {
      const shown = request_id.slice(0, MAX_LOGGED_ID);
      this.logger.warn('late result', { request_id: shown, node_id: session.node?.nodeId, disposition });
    }
    if (session.mode === 'seed') return;
    const number = typeof attempt === 'number' ? { attempt } : {};
    session.send({ type: 'response_ack', request_id, ...number, disposition, timestamp: new Date().toISOString() });
  }

  private onCancelAck(session: Session, { request_id, state }: CancelAck): void {
    const found = this.findCurrent(session, request_id, null);
    if (!found || state !== 'not_found' || found.run.cancelRequestedAt === null) return;
    session.node?.outstanding.delete(request_id);
    const outcome = hubOutcome('cancelled', 'CANCELLED', 'The run was cancelled; the node did not have it any more');
    this.watch(session, this.lifecycle.settle(found.run, found.run.attempt, outcome));
  }

  /**
   * Finds the run of a message when it comes from the newest attempt's node and is about that attempt.
   *
   * @param isFinal also finds a run that was given up and waits again: its answer is welcome
   */
  private findCurrent(
    session: Session,
    requestId: string,
    attempt: number | null | undefined,
    isFinal = false,
  ): Current | null {
    const ref = attemptRefOf(requestId, session.mode);
    const run = this.board.find(ref.runId);
    const current = run?.current;
    if (!run || !current?.isSent || current.nodeId !== session.node?.nodeId) return null;
    if (run.status === 'queued' && !isFinal) return null;
    return (attempt ?? ref.attempt ?? run.attempt) === run.attempt ? { run, attempt: current } : null;
  }

  /** The node keeps what isn't acknowledged and sends it again when it comes back. */
  private watch(session: Session, work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.logger.error('a message about a run could not be stored', error);
      session.close('overloaded', 'the hub could not store an answer');
    });
  }
}
