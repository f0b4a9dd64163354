import { assertNever } from '../../common/assert-never.js';
import type { DecodedFrame, FrameProblem } from '../../protocol/decode.js';
import type { Drain, Registered, TokenRotated } from '../../protocol/hub-messages.js';
import type { HubMessage, Message } from '../../protocol/messages.js';
import { isHubMessage } from '../../protocol/messages.js';
import type { CustomMessageData } from './link-handlers.js';
import type { OpenLink } from './open-link.js';
import type { WorkDesk } from './work-desk.js';
import { nowTimestamp } from '../../protocol/timestamps.js';

/** Where the messages of a hub go. */
export interface InboundTargets {
  readonly desk: WorkDesk;
  seen(message: CustomMessageData, link: OpenLink): void;
  registered(terms: Registered, link: OpenLink): void;
  drain(message: Drain, link: OpenLink): void;
  tokenRotated(message: TokenRotated, link: OpenLink): void;
  custom(message: CustomMessageData): void;
  problem(text: string): void;
}

/** Answers to bad frames in a row, so that two confused peers don't feed each other for ever. */
const MAX_COMPLAINTS = 20;
const COMPLAINT_WINDOW_MS = 10_000;

/** Gives every frame of a hub to whom it concerns; what can't be used is answered with an `error`, and nothing breaks. */
export class Inbound {
  private complaints = 0;
  private windowStart = 0;

  constructor(private readonly targets: InboundTargets) {}

  take(decoded: DecodedFrame, link: OpenLink): void {
    if (!decoded.ok) {
      this.complain(decoded.problem, link);
    } else if (decoded.message === null) {
      this.takeUnknown({ ...decoded.unknown.data, type: decoded.unknown.type }, link);
    } else {
      this.takeMessage(decoded.message, link);
    }
  }

  private takeUnknown(message: CustomMessageData, link: OpenLink): void {
    this.targets.seen(message, link);
    this.targets.custom(message);
  }

  private takeMessage(message: Message, link: OpenLink): void {
    // A token is nobody's business but of who keeps it.
    if (message.type !== 'token_rotated') this.targets.seen(message, link);
    if (isHubMessage(message)) {
      this.route(message, link);
    } else {
      this.complain({ code: 'INVALID_MESSAGE', text: `${message.type}: only nodes send this` }, link);
    }
  }

  private route(message: HubMessage, link: OpenLink): void {
    const { desk } = this.targets;
    switch (message.type) {
      case 'workflow_request':
      case 'command_request':
        return desk.receive(message);
      case 'cancel_request':
        return void desk.cancel(message);
      case 'response_ack':
        return desk.acknowledged(message);
      case 'registered':
        return this.targets.registered(message, link);
      case 'drain':
        return this.targets.drain(message, link);
      case 'token_rotated':
        return this.targets.tokenRotated(message, link);
      case 'error':
        return this.targets.problem(message.error);
      case 'heartbeat_ack':
        return undefined;
      default:
        return assertNever(message);
    }
  }

  private complain({ code, text, request_id, problems }: FrameProblem, link: OpenLink): void {
    this.targets.problem(`the hub sent a frame that can not be used: ${text}`);
    const nowMs = Date.now();
    if (nowMs - this.windowStart > COMPLAINT_WINDOW_MS) {
      this.windowStart = nowMs;
      this.complaints = 0;
    }
    if (++this.complaints <= MAX_COMPLAINTS) {
      link.send({
        type: 'error',
        error: text,
        details: problems === undefined || problems.length === 0 ? {} : { problems },
        request_id: request_id ?? null,
        code,
        retryable: false,
        timestamp: nowTimestamp(),
      });
    }
  }
}
