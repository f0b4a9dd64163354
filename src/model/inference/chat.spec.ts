import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { AiServer } from '../../../test/support/ai-servers/ai-server.js';
import { startAiServer } from '../../../test/support/ai-servers/ai-server.js';
import { PNG } from '../../../test/support/ai-servers/behaviour.js';
import type { TestInference } from '../../../test/support/inference.js';
import { ask, finishOf, openInference, providerOn, readAll, TEST_KEY } from '../../../test/support/inference.js';
import { PROVIDER_KINDS } from '../../config/known-providers.js';
import type { ChatTool } from '../../engine/services/node-models.js';
import type { ChatRequest } from './chat/chat.contract.js';

const WEATHER: ChatTool = {
  name: 'weather',
  description: 'Tells the weather.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const PERSON = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
};

/** The body of a chat request, as far as tests look at it. */
const textOfBody = (body: unknown): string => JSON.stringify(body);

describe.each(PROVIDER_KINDS)('chat with %s', (kind) => {
  let server: AiServer;
  let opened: TestInference;

  const chat = (request: Partial<ChatRequest> = {}) =>
    opened.inference.chat({ provider: kind, model: 'scripted', userId: '1', messages: ask('Hi'), ...request });

  beforeEach(async () => {
    server = await startAiServer({ apiKey: TEST_KEY });
    opened = await openInference({ providers: [providerOn(server.url, kind)] });
  });

  afterEach(async () => {
    await opened.close();
    await server.close();
  });

  it('streams text and ends with the reason, the message and the usage', async () => {
    server.play({ kind: 'answer', text: ['Good ', 'day'], usage: { input: 100, output: 20, cached: 40 } });
    const events = await readAll(chat());
    expect(events.filter(({ type }) => type === 'text')).toEqual([
      { type: 'text', text: 'Good ' },
      { type: 'text', text: 'day' },
    ]);
    const finish = finishOf(events);
    expect(finish).toMatchObject({ reason: 'stop', output: null });
    expect(finish.message.parts).toMatchObject([{ type: 'text', text: 'Good day' }]);
    expect(finish.usage).toMatchObject({
      provider: kind,
      kind: 'chat',
      inputTokens: 100,
      outputTokens: 20,
      cachedTokens: 40,
    });
  });

  it('tells what the model thinks apart from what it says', async () => {
    server.play({ kind: 'answer', thinking: ['Hm, ', 'well'], text: ['Yes'] });
    const events = await readAll(chat({ thinking: 'low' }));
    const thoughts = kind === 'openai' ? '' : 'Hm, well';
    expect(events.map((event) => (event.type === 'thinking' ? event.text : '')).join('')).toBe(thoughts);
    expect(finishOf(events).message.parts.at(-1)).toMatchObject({ type: 'text', text: 'Yes' });
  });

  it('hands tool calls over and takes their results', async () => {
    server.play({ kind: 'answer', toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' }] });
    const first = await readAll(chat({ tools: [WEATHER], toolChoice: 'required' }));
    const call = first.find((event) => event.type === 'tool_call');
    expect(call).toMatchObject({ name: 'weather', arguments: { city: 'Oslo' }, problem: null });
    const { reason, message } = finishOf(first);
    expect(reason).toBe('tool_calls');
    const results = [
      { callId: call?.type === 'tool_call' ? call.callId : '', name: 'weather', result: { degrees: -3 } },
    ];
    const second = await readAll(
      chat({ tools: [WEATHER], messages: [...ask('Weather?'), message, { role: 'tool', results }] }),
    );
    expect(finishOf(second).reason).toBe('stop');
    const sent = textOfBody(server.requests[1]?.body);
    expect(sent).toContain('Oslo');
    expect(sent).toMatch(/degrees[\\":]+-3/);
    if (kind === 'gemini') expect(sent).toContain('"thoughtSignature":"signed"');
  });

  it('says what is wrong with a tool call that cannot be run', async () => {
    server.play({ kind: 'answer', toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"town":"Oslo"}' }] });
    const events = await readAll(chat({ tools: [WEATHER] }));
    expect(events[0]).toMatchObject({ type: 'tool_call', problem: "the arguments of weather don't fit its schema" });
  });

  it('says which schema is wrong', async () => {
    server.play({ kind: 'answer', toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{}' }] });
    const tools = [{ ...WEATHER, parameters: { type: 'object', required: 1 } }];
    await expect(readAll(chat({ tools }))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('gives an answer in a schema', async () => {
    server.play({ kind: 'answer', text: ['{"name":"Ada",', '"age":36}'] });
    const { output } = finishOf(await readAll(chat({ output: { schema: PERSON, name: 'person' } })));
    expect(output).toEqual({ isValid: true, value: { name: 'Ada', age: 36 } });
    expect(textOfBody(server.requests[0]?.body)).toContain('"age"');
  });

  it('says when an answer misses the schema', async () => {
    server.play({ kind: 'answer', text: ['{"name":"Ada"}'] });
    const { output } = finishOf(await readAll(chat({ output: { schema: PERSON } })));
    expect(output).toEqual({ isValid: false, problem: "the answer doesn't fit the schema" });
  });

  it('shows pictures to the model', async () => {
    const parts = [
      { type: 'text' as const, text: 'What is this?' },
      { type: 'image' as const, data: PNG },
    ];
    await readAll(chat({ messages: [{ role: 'user', parts }] }));
    expect(textOfBody(server.requests[0]?.body)).toContain(PNG.toString('base64'));
  });

  it('ends with a refusal as a reason, not as a failure', async () => {
    server.play({ kind: 'answer', text: ['No'], finish: 'refusal' });
    expect(finishOf(await readAll(chat())).reason).toBe('content_filter');
  });

  it('ends with the reason when the tokens were used up', async () => {
    server.play({ kind: 'answer', text: ['and then'], finish: 'length' });
    expect(finishOf(await readAll(chat({ maxTokens: 2 }))).reason).toBe('length');
  });

  it('names the setting of a key that is refused, and never the key', async () => {
    await server.close();
    server = await startAiServer({ apiKey: 'another' });
    await opened.close();
    opened = await openInference({ providers: [providerOn(server.url, kind)] });
    const error = await readAll(chat()).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'FORBIDDEN', message: `Provider ${kind} refused the key that is set for it` });
    const { hint } = error as { readonly hint: string };
    expect(hint).toContain(kind === 'huggingface' ? 'HF_TOKEN' : `${kind.toUpperCase()}_API_KEY`);
    expect(server.requests).toHaveLength(1);
  });

  it('tells of a failure inside a stream', async () => {
    server.play({ kind: 'stream_error', after: 4, text: ['One', 'Two', 'Three'], message: 'Overloaded' });
    await expect(readAll(chat())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(server.requests).toHaveLength(1);
  });

  it('does not take a stream without an end for an answer', async () => {
    server.play({ kind: 'end_early', after: 4, text: ['One', 'Two', 'Three', 'Four', 'Five'] });
    await expect(readAll(chat())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
