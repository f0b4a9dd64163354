import { ProtocolError } from '../../../protocol/protocol-error.js';
import type { AiSdk } from '../load-sdk.js';
import type { OpenCall } from '../open-call.js';
import type { ProviderClient } from '../provider-client.js';
import type { UsageAmounts } from '../usage/usage.contract.js';
import type { SdkPart } from './answer.js';
import { Answer } from './answer.js';
import { streamAnswer } from './chat-call.js';
import type { FinishReason } from '../../../engine/services/node-models.js';
import type { ChatEvent, ChatRequest } from './chat.contract.js';

/** The end of an answer, before its usage is written. */
export interface AnswerEnd {
  readonly reason: FinishReason;
  readonly answer: Answer;
  readonly amounts: UsageAmounts;
}

/** What a chat is made of. */
export interface ChatRun {
  readonly sdk: AiSdk;
  readonly call: OpenCall;
  readonly makeModel: NonNullable<ProviderClient['chat']>;
  readonly request: ChatRequest;
  /** Told of an answer that began and didn't end: what it used isn't known, but isn't nothing. */
  readonly onBroken: () => Promise<void>;
}

/** Asks for an answer and passes on what is new in it; repeats the request only while nothing was passed on. */
export async function* runChat(run: ChatRun): AsyncGenerator<ChatEvent, AnswerEnd> {
  const { call } = run;
  const leave = await call.enter();
  try {
    const { answer, iterator, first } = await call.repeat(() => begin(run));
    return yield* follow(run, { answer, iterator, first });
  } finally {
    leave();
  }
}

interface BegunAnswer {
  readonly answer: Answer;
  readonly iterator: AsyncIterator<SdkPart>;
  /** Null for an answer that is over already. */
  readonly first: ChatEvent | null;
}

/** Starts a request and waits for the first event: up to there it can be repeated unseen. */
const begin = async ({ sdk, call, makeModel, request }: ChatRun): Promise<BegunAnswer> => {
  const model = makeModel(request.model);
  const iterator = streamAnswer(sdk, request, { model, optionsKey: call.client.optionsKey, signal: call.signal });
  const answer = new Answer(request.tools ?? []);
  const first = await nextEvent(call, iterator, answer);
  return { answer, iterator, first };
};

async function* follow(
  { call, onBroken }: ChatRun,
  { answer, iterator, first }: BegunAnswer,
): AsyncGenerator<ChatEvent, AnswerEnd> {
  let isComplete = false;
  try {
    for (let event = first; event !== null; event = await nextEvent(call, iterator, answer)) yield event;
    const end = endOf(call, answer);
    isComplete = true;
    return end;
  } catch (cause) {
    throw call.failureOf(cause).error;
  } finally {
    // Also when the caller goes away in the middle.
    if (!isComplete) await onBroken();
  }
}

/** Reads up to the next event; null at the end. */
const nextEvent = async (
  call: OpenCall,
  iterator: AsyncIterator<SdkPart>,
  answer: Answer,
): Promise<ChatEvent | null> => {
  for (;;) {
    const { done, value } = await call.next(iterator);
    if (call.signal.aborted) throw call.signal.reason;
    if (done) {
      endOf(call, answer);
      return null;
    }
    const event = answer.read(value);
    if (event) return event;
  }
};

const endOf = (call: OpenCall, answer: Answer): AnswerEnd => {
  if (answer.ending) return { ...answer.ending, answer };
  throw new ProtocolError('UNAVAILABLE', `Provider ${call.asked.settings.name} stopped in the middle of an answer`, {
    hint: 'What had arrived was passed on; the request can be sent again.',
  });
};
