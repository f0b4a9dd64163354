import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { AiServer } from '../../../test/support/ai-servers/ai-server.js';
import { startAiServer } from '../../../test/support/ai-servers/ai-server.js';
import type { TestInference } from '../../../test/support/inference.js';
import { ask, finishOf, openInference, providerOn, readAll, TEST_KEY } from '../../../test/support/inference.js';
import type { ChatRequest } from './chat/chat.contract.js';
import type { InferenceSettings } from './inference-settings.js';

describe.each(['openai', 'anthropic', 'gemini'] as const)('faults of %s', (kind) => {
  let server: AiServer;
  let opened: TestInference;

  const open = async (settings: Partial<InferenceSettings> = {}, url: string = server.url): Promise<void> => {
    await opened?.close();
    opened = await openInference({ providers: [providerOn(url, kind)], settings });
  };

  const chat = (request: Partial<ChatRequest> = {}) =>
    opened.inference.chat({ provider: kind, model: 'scripted', userId: '1', messages: ask('Hi'), ...request });

  const failureOf = (request: Partial<ChatRequest> = {}): Promise<unknown> =>
    readAll(chat(request)).then(
      () => null,
      (cause: unknown) => cause,
    );

  beforeEach(async () => {
    server = await startAiServer({ apiKey: TEST_KEY });
    opened = await openInference({ providers: [providerOn(server.url, kind)] });
  });

  afterEach(async () => {
    await opened.close();
    await server.close();
  });

  it.each([500, 502, 503, 529, 408])('repeats a request that was answered with %d', async (status) => {
    server.play({ kind: 'status', status }, { kind: 'status', status });
    expect(finishOf(await readAll(chat())).reason).toBe('stop');
    expect(server.requests).toHaveLength(3);
  });

  it('gives up after the last try and tells what the provider said', async () => {
    server.play(
      ...Array.from({ length: 4 }, () => ({ kind: 'status', status: 500, message: 'out of order' }) as const),
    );
    expect(await failureOf()).toMatchObject({
      code: 'UNAVAILABLE',
      message: `Provider ${kind} answered 500: out of order`,
    });
    expect(server.requests).toHaveLength(4);
  });

  it('waits as long as Retry-After says', async () => {
    server.play({ kind: 'status', status: 429, headers: { 'retry-after-ms': '60' } });
    const beganAt = performance.now();
    await readAll(chat());
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(55);
    expect(server.requests).toHaveLength(2);
  });

  it('does not wait for a pause that is too long, and passes it on', async () => {
    server.play({ kind: 'status', status: 429, message: 'slow down', headers: { 'retry-after': '3600' } });
    expect(await failureOf()).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 3_600_000 });
    expect(server.requests).toHaveLength(1);
  });

  it('does not begin a pause that would outlast the call', async () => {
    server.play({ kind: 'status', status: 429, headers: { 'retry-after': '30' } });
    expect(await failureOf({ timeoutMs: 5000 })).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it.each([
    [400, { message: 'temperature is out of range' }, 'INVALID_ARGUMENT'],
    [400, { code: 'context_length_exceeded', message: "This model's maximum context length is 8 tokens" }, 'TOO_LARGE'],
    [400, { message: 'prompt is too long: 210000 tokens > 200000 maximum' }, 'TOO_LARGE'],
    [402, { message: 'no money' }, 'FORBIDDEN'],
    [403, { message: 'your region is not served' }, 'FORBIDDEN'],
    [404, { message: 'no such model' }, 'NOT_FOUND'],
    [413, { message: 'too big' }, 'TOO_LARGE'],
    [429, { code: 'insufficient_quota', message: 'you exceeded your quota' }, 'FORBIDDEN'],
  ] as const)('tells %d %j as %3$s, without another try', async (status, told, code) => {
    server.play({ kind: 'status', status, ...told });
    expect(await failureOf()).toMatchObject({ code });
    expect(server.requests).toHaveLength(1);
  });

  it('repeats a request whose connection broke before the first word', async () => {
    server.play({ kind: 'cut', after: 0 });
    expect(finishOf(await readAll(chat())).reason).toBe('stop');
    expect(server.requests).toHaveLength(2);
  });

  it('does not repeat a request once a word was passed on', async () => {
    server.play({ kind: 'cut', after: 5, text: ['One', 'Two', 'Three', 'Four', 'Five', 'Six'] });
    const texts: string[] = [];
    const read = async (): Promise<void> => {
      for await (const event of chat()) if (event.type === 'text') texts.push(event.text);
    };
    await expect(read()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(texts[0]).toBe('One');
    expect(server.requests).toHaveLength(1);
  });

  it('says so when nothing listens at the address', async () => {
    const { url } = server;
    await server.close();
    await open({ maxTries: 2 }, url);
    server = await startAiServer();
    const error = await failureOf();
    expect(error).toMatchObject({ code: 'UNAVAILABLE' });
    expect(String(error)).toContain(`Provider ${kind} can't be reached at ${new URL(url).host}: ECONNREFUSED`);
  });

  it('says so when the answer is not of the interface', async () => {
    server.play({ kind: 'garbage' }, { kind: 'garbage' }, { kind: 'garbage' }, { kind: 'garbage' });
    expect(await failureOf()).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('follows no redirect, which would take the key along', async () => {
    const other = await startAiServer();
    server.play({ kind: 'status', status: 307, headers: { location: `${other.url}/v1/chat/completions` } });
    expect(await failureOf()).toMatchObject({ code: 'UNAVAILABLE' });
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it('cuts off an answer that grows too large', async () => {
    await open({ maxResponseBytes: 200 });
    server.play({ kind: 'answer', text: Array.from({ length: 100 }, () => 'long') });
    expect(await failureOf()).toMatchObject({ code: 'TOO_LARGE' });
  });

  it('ends after its time and closes the connection', async () => {
    server.play({ kind: 'stall', after: 0 });
    expect(await failureOf({ timeoutMs: 60 })).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(await (await server.request(1)).closed).toBe(false);
  });

  it('ends when the provider falls silent in the middle', async () => {
    await open({ maxSilenceMs: 60 });
    server.play({ kind: 'stall', after: 4, text: ['One', 'Two', 'Three', 'Four', 'Five'] });
    const error = await failureOf();
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(String(error)).toContain('said nothing for 60 ms');
    expect(await (await server.request(1)).closed).toBe(false);
  });

  it('closes the connection when the call is cancelled', async () => {
    server.play({ kind: 'stall', after: 4, text: ['One', 'Two', 'Three', 'Four', 'Five'] });
    const control = new AbortController();
    const read = async (): Promise<void> => {
      for await (const event of chat({ signal: control.signal })) if (event.type === 'text') control.abort();
    };
    await expect(read()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await (await server.request(1)).closed).toBe(false);
  });

  it('closes the connection when nobody reads on', async () => {
    server.play({ kind: 'stall', after: 4, text: ['One', 'Two', 'Three', 'Four', 'Five'] });
    for await (const event of chat()) if (event.type === 'text') break;
    expect(await (await server.request(1)).closed).toBe(false);
  });

  it('does not send a request that was cancelled before', async () => {
    expect(await failureOf({ signal: AbortSignal.abort() })).toMatchObject({ code: 'CANCELLED' });
    expect(server.requests).toEqual([]);
  });

  it('stops waiting between tries when it is cancelled', async () => {
    server.play({ kind: 'status', status: 429, headers: { 'retry-after': '30' } });
    const control = new AbortController();
    const work = failureOf({ signal: control.signal });
    await (
      await server.request(1)
    ).closed;
    control.abort();
    expect(await work).toMatchObject({ code: 'CANCELLED' });
  });

  it('sends no more requests at once than the limit', async () => {
    await open({ maxConcurrent: 1, maxWaiting: 1 });
    server.play({ kind: 'stall', after: 4, text: ['One', 'Two', 'Three', 'Four'] });
    const control = new AbortController();
    const first = failureOf({ signal: control.signal });
    await server.request(1);
    const second = readAll(chat());
    const third = failureOf();
    expect(await third).toMatchObject({ code: 'QUEUE_FULL' });
    expect(server.requests).toHaveLength(1);
    control.abort();
    expect(await first).toMatchObject({ code: 'CANCELLED' });
    expect(finishOf(await second).reason).toBe('stop');
  });

  it('shows the key in no failure, whatever the provider echoes', async () => {
    const echo = { kind: 'status', message: `who is ${TEST_KEY}?` } as const;
    for (const status of [400, 401, 403, 404]) server.play({ ...echo, status });
    server.play({ kind: 'status', status: 400, body: `<html>${TEST_KEY}</html>` });
    for (let count = 0; count < 4; count += 1) server.play({ kind: 'stream_error', after: 0, message: TEST_KEY });
    for (let count = 0; count < 6; count += 1) {
      const error = await failureOf();
      expect(error).toBeInstanceOf(Error);
      expect(everythingIn(error)).not.toContain(TEST_KEY);
      expect(everythingIn(error)).not.toContain('sk-test');
    }
  });
});

/** All that a log could show of a failure: its own fields and those of its causes. */
const everythingIn = (error: unknown): string => {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? '';
  const fields = Object.getOwnPropertyNames(error).map((name): unknown => Reflect.get(error, name));
  return fields
    .map((field) => (field instanceof Error ? everythingIn(field) : (JSON.stringify(field) ?? '')))
    .join('\n');
};
