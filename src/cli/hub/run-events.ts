import { setTimeout as wait } from 'node:timers/promises';

import type { EventSourceMessage } from 'eventsource-parser';
import { EventSourceParserStream } from 'eventsource-parser/stream';

import { backoffMs } from '../../common/backoff.js';
import { isRecord } from '../../common/json.js';
import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { HubClient } from './hub-client.js';

/** The hub sends a sign of life every 15 s; after three of them the connection counts as dead. */
const SILENCE_MS = 45_000;
/** With full jitter and the cap below, this many tries bridge about half a minute: a restart of the hub. */
const MAX_TRIES = 12;

/** One event of a run, as the hub sends it. */
export interface RunEvent {
  /** `snapshot` (the run as it is now), an update's type, or `end` (the run as it ended). */
  readonly type: string;
  /** Place in the run's history; null for what isn't part of it. */
  readonly seq: number | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** When the hub stored it; null where it doesn't say. */
  readonly createdAt: string | null;
}

/** How a run is followed. */
export interface FollowOptions {
  readonly signal?: AbortSignal;
  /** Last event that is already known; the ones after it follow. */
  readonly after?: string;
  /** Told about each broken connection before it is tried again. */
  readonly onBroken?: (attempt: number) => void;
}

/**
 * Follows a run up to its end. A broken connection is taken up again behind the last event that came through.
 *
 * @throws CliError when the hub refuses or stays away; it ends without an error when the signal aborts
 */
export async function* followRun(
  client: HubClient,
  runId: string,
  options: FollowOptions = {},
): AsyncGenerator<RunEvent> {
  const { signal, onBroken } = options;
  let lastId = options.after;
  let hasConnected = false;
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    try {
      for await (const message of connect(client, runId, lastId, signal)) {
        hasConnected = true;
        if (message.id !== undefined && message.id !== lastId) {
          lastId = message.id;
          attempt = 0;
        }
        const event = readEvent(message);
        if (event) yield event;
        if (event?.type === 'end') return;
      }
    } catch (error) {
      if (signal?.aborted) return;
      // An error that isn't ours is the stream's own: the connection broke in the middle.
      if (error instanceof CliError && !(error.isTransient && hasConnected)) throw error;
    }
    if (signal?.aborted) return;
    onBroken?.(attempt + 1);
    await wait(backoffMs(attempt, { baseMs: 500, capMs: 8000 }), undefined, { signal }).catch(() => undefined);
  }
  if (!signal?.aborted) throw lostError(client.hubUrl, runId);
}

const lostError = (hubUrl: string, runId: string): CliError =>
  new CliError(`the connection to the hub at ${hubUrl} broke and could not be taken up again`, {
    exitCode: ExitCode.unreachable,
    hint: `The run may go on. Look again with: nodetool gateway runs watch ${runId}`,
  });

async function* connect(
  client: HubClient,
  runId: string,
  lastId: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<EventSourceMessage> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await client.open({
      path: `/runs/${encodeURIComponent(runId)}/events`,
      headers: { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) },
      signal: signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
      isIdempotent: false,
    });
    if (!response.body) return;
    const heard = new TransformStream<string, string>({
      transform: (chunk, controller) => {
        timer.refresh();
        controller.enqueue(chunk);
      },
    });
    yield* response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(heard)
      .pipeThrough(new EventSourceParserStream());
  } finally {
    clearTimeout(timer);
  }
}

/** Reads one message; a message that isn't a JSON object is left out. */
const readEvent = ({ event: type = 'message', id, data }: EventSourceMessage): RunEvent | null => {
  const value = parse(data);
  if (!isRecord(value)) return null;
  const isEnvelope = isRecord(value['data']) && 'seq' in value;
  const createdAt = value['created_at'];
  return {
    type,
    seq: id !== undefined && /^\d+$/u.test(id) ? Number(id) : null,
    data: isEnvelope && isRecord(value['data']) ? value['data'] : value,
    createdAt: typeof createdAt === 'string' && isEnvelope ? createdAt : null,
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
