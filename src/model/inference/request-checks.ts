import { ProtocolError } from '../../protocol/protocol-error.js';
import type { ChatRequest } from './chat/chat.contract.js';
import type { EmbedRequest, ImageRequest, InferenceCall, SpeechRequest } from './inference.contract.js';

/** Wrong fields of a request by their names; null where all is well. */
type Findings = Readonly<Record<string, string | null>>;

/** Pictures that one request may ask for. */
const MAX_IMAGES = 10;
/** What OpenAI and those like it take; longer texts are to be spoken in pieces. */
const MAX_SPEECH_LENGTH = 100_000;
const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;
/** Timers can't wait longer: some 24 days. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/** @throws ProtocolError `INVALID_ARGUMENT` that names every wrong field */
export const assertCall = ({ provider, model, timeoutMs = 1 }: InferenceCall): void =>
  refuse({
    provider: provider === '' ? 'must name a provider' : null,
    model: model === '' ? 'must name a model' : null,
    timeoutMs: timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS ? null : 'must be from 1 to 2147483647',
  });

/** @throws ProtocolError `INVALID_ARGUMENT` that names every wrong field */
export const assertChat = ({ messages, tools = [] }: ChatRequest): void => {
  const names = tools.map(({ name }) => name);
  const wrong = names.find((name) => !TOOL_NAME.test(name));
  refuse({
    messages: messages.some(({ role }) => role !== 'system') ? null : 'must hold a message that is to be answered',
    tools:
      wrong !== undefined
        ? `must have names of 1 to 64 letters, digits, - or _, which ${wrong} is not`
        : new Set(names).size < names.length
          ? 'must have names that differ'
          : null,
  });
};

/** @throws ProtocolError `INVALID_ARGUMENT` */
export const assertTexts = ({ texts }: EmbedRequest, maxTexts: number): void =>
  refuse({
    texts:
      texts.length > maxTexts
        ? `must be at most ${String(maxTexts)}`
        : texts.includes('')
          ? 'must not be empty, which providers refuse'
          : null,
  });

/** @throws ProtocolError `INVALID_ARGUMENT` that names every wrong field */
export const assertImage = ({ prompt, count = 1, images = [] }: ImageRequest): void =>
  refuse({
    prompt: prompt === '' && images.length === 0 ? 'must say what to show' : null,
    count:
      Number.isInteger(count) && count >= 1 && count <= MAX_IMAGES ? null : `must be from 1 to ${String(MAX_IMAGES)}`,
  });

/** @throws ProtocolError `INVALID_ARGUMENT` that names every wrong field */
export const assertSpeech = ({ text, speed = 1 }: SpeechRequest): void =>
  refuse({
    text:
      text !== '' && text.length <= MAX_SPEECH_LENGTH ? null : `must have 1 to ${String(MAX_SPEECH_LENGTH)} characters`,
    speed: speed >= 0.25 && speed <= 4 ? null : 'must be from 0.25 to 4',
  });

const refuse = (findings: Findings): void => {
  const problems = Object.entries(findings).flatMap(([field, message]) =>
    message === null ? [] : [{ field, message }],
  );
  if (problems.length === 0) return;
  const text = problems.map(({ field, message }) => `${field} ${message}`).join('; ');
  throw new ProtocolError('INVALID_ARGUMENT', `The request to the model is wrong: ${text}`, { problems });
};
