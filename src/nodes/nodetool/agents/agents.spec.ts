import { mkdir, readFile, writeFile } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Behaviour } from '../../../../test/support/ai-servers/behaviour.js';
import { PNG } from '../../../../test/support/ai-servers/behaviour.js';
import type { TestModels } from '../../../../test/support/node-models.js';
import { openNodeModels } from '../../../../test/support/node-models.js';
import { openWorkspace, withRuns } from '../../../../test/support/node-ports.js';
import type { NodeRuns } from '../../../engine/services/node-runs.js';
import type { TrialOptions } from '../../try-node-type.js';
import { tryNodeType } from '../../try-node-type.js';
import { Concat } from '../text/combine.js';
import { Agent } from './agent.js';
import { Classifier } from './classifier.js';
import { ControlAgent } from './control-agent.js';
import { CreateThread } from './create-thread.js';
import { Extractor } from './extractor.js';
import { ResearchAgent } from './research-agent.js';
import { Summarizer } from './summarizer.js';

const model = { type: 'language_model', provider: 'openai_compatible', id: 'scripted' };
const STR = { type: 'str' };

let ai: TestModels;
let workspace: Awaited<ReturnType<typeof openWorkspace>>;

beforeEach(async () => {
  ai = await openNodeModels();
  workspace = await openWorkspace();
});

afterEach(async () => {
  await ai.close();
  await workspace.close();
});

const run = (type: typeof Agent, inputs: Readonly<Record<string, unknown>>, options: TrialOptions = {}) =>
  tryNodeType(type, { model, ...inputs }, { ...options, services: { models: ai.models, workspace } });

const says = (...text: string[]): Behaviour => ({ kind: 'answer', text });

const calls = (name: string, args: unknown): Behaviour => ({
  kind: 'answer',
  toolCalls: [{ id: `call_${name}`, name, arguments: JSON.stringify(args) }],
});

const sent = (number: number): string => JSON.stringify(ai.server.requests[number - 1]?.body);

describe('Agent', () => {
  it('streams its answer and gives the whole text once', async () => {
    ai.server.play(says('Good ', 'day'));
    const { outputs, updates } = await run(Agent, { prompt: 'Greet', system: 'Be kind', max_tokens: 77 });
    expect(outputs['text']).toEqual(['Good day']);
    expect(outputs['chunk']).toMatchObject([
      { type: 'chunk', content: 'Good ', done: false },
      { content: 'day', done: false },
      { content: '', done: true },
    ]);
    const posted = updates.flatMap((update) => (update.type === 'chunk' ? [update.content] : []));
    expect(posted).toEqual(['Good ', 'day', '']);
    expect(ai.server.requests[0]?.body).toMatchObject({ model: 'scripted', max_tokens: 77, stream: true });
    expect(sent(1)).toContain('Be kind');
  });

  it('asks for a model', async () => {
    await expect(run(Agent, { prompt: 'x', model: { type: 'language_model' } })).rejects.toThrow('Select a model');
  });

  it('shows pictures and earlier messages to the model, without strays', async () => {
    const history = [
      { type: 'message', role: 'user', content: 'My name is Ada' },
      { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Hello Ada' }] },
      { type: 'message', role: 'tool', tool_call_id: 'nobody', content: 'lost' },
    ];
    await run(Agent, { prompt: 'Who?', history, image: { type: 'image', uri: '', data: PNG } });
    expect(sent(1)).toContain('Hello Ada');
    expect(sent(1)).toContain(PNG.toString('base64'));
    expect(sent(1)).not.toContain('lost');
  });

  it('reads and writes files of the workspace with tools, and tells each step', async () => {
    await writeFile(await workspace.resolve('in.txt'), 'seven');
    ai.server.play(
      calls('read_file', { path: 'in.txt' }),
      calls('write_file', { path: 'notes/out.txt', content: 'SEVEN' }),
      says('Done'),
    );
    const { outputs, updates } = await run(Agent, {
      prompt: 'Shout',
      tools: [
        { type: 'tool_name', name: 'read_file' },
        { type: 'tool_name', name: 'write_file' },
      ],
    });
    expect(outputs['text']).toEqual(['Done']);
    expect(await readFile(await workspace.resolve('notes/out.txt'), 'utf8')).toBe('SEVEN');
    expect(sent(2)).toContain('seven');
    const steps = updates.filter(({ type }) => type === 'tool_call_update' || type === 'tool_result_update');
    expect(steps).toMatchObject([
      { name: 'read_file', args: { path: 'in.txt' } },
      { result: { content: 'seven' } },
      { name: 'write_file' },
      { result: { success: true } },
    ]);
  });

  it('tells the model why a tool failed, and does not leave the workspace', async () => {
    ai.server.play(calls('read_file', { path: '../secret' }), says('Sorry'));
    const { outputs } = await run(Agent, { prompt: 'x', tools: [{ type: 'tool_name', name: 'read_file' }] });
    expect(outputs['text']).toEqual(['Sorry']);
    expect(sent(2)).toContain('leads out of the workspace');
  });

  it('names a tool that is not there', async () => {
    const tools = [{ type: 'tool_name', name: 'time_machine' }];
    await expect(run(Agent, { prompt: 'x', tools })).rejects.toThrow('There is no tool time_machine');
    const search = [{ type: 'tool_name', name: 'google_search' }];
    await expect(run(Agent, { prompt: 'x', tools: search })).rejects.toThrow('search.google.GoogleSearch');
  });

  it('runs node types as tools and hands pictures from one to the next by name', async () => {
    const asked: unknown[] = [];
    const runs: Partial<NodeRuns> = {
      nodeTypes: () => [{ ...Concat, type: 'acme.Picture', exposeAsTool: true }],
      runNode: (_type, properties) => {
        asked.push(properties);
        return Promise.resolve({ output: { type: 'image', uri: '', data: PNG, content_type: 'image/png' } });
      },
    };
    ai.server.play(calls('acme_picture', { a: 'cat' }), calls('acme_picture', { b: 'media:1' }), says('Drawn'));
    const tools = [{ type: 'tool_name', name: 'acme.Picture' }];
    await run(withRuns(Agent, runs), { prompt: 'Draw', tools });
    expect(sent(2)).toContain('media:1');
    expect(sent(2)).not.toContain(PNG.toString('base64'));
    expect(asked).toMatchObject([{ a: 'cat' }, { b: { data: PNG } }]);
  });

  it('fires the graph nodes that it controls, sixteen times at most', async () => {
    const fired: unknown[] = [];
    const runs: Partial<NodeRuns> = {
      controlled: [{ id: 'n1', title: 'Web Search', nodeType: Concat, properties: { a: 'x' } }],
      control: (id, properties) => {
        fired.push([id, properties]);
        return fired.length === 2 ? Promise.reject(new Error('no network')) : Promise.resolve({ output: 'found' });
      },
    };
    ai.server.play(...Array.from({ length: 17 }, () => calls('web_search', { a: 'cats' })), says('Enough'));
    const { outputs } = await run(withRuns(Agent, runs), { prompt: 'Search' });
    expect(outputs['text']).toEqual(['Enough']);
    expect(fired).toHaveLength(16);
    expect(fired[0]).toEqual(['n1', { a: 'cats' }]);
    expect(sent(2)).toMatch(/status[\\":]+completed.*result[\\":]+found/);
    expect(sent(3)).toContain('no network');
    expect(sent(18)).toContain('max_calls_reached');
  });

  it('gives up after its rounds', async () => {
    ai.server.play(...Array.from({ length: 32 }, () => calls('list_directory', {})));
    const tools = [{ type: 'tool_name', name: 'list_directory' }];
    await expect(run(Agent, { prompt: 'x', tools })).rejects.toThrow('Agent used up its 32 rounds');
    expect(ai.server.requests).toHaveLength(32);
  });

  it('fills outputs of its own, and asks once more for an answer that misses them', async () => {
    const dynamicOutputs = { name: STR, age: { type: 'int' } };
    ai.server.play(says('{"name":"Ada"}'), says('{"name":"Ada","age":36}'));
    const { outputs, logs } = await run(Agent, { prompt: 'Who?' }, { dynamicOutputs });
    expect(outputs).toMatchObject({ name: ['Ada'], age: [36] });
    expect(logs.join()).toContain("missing required field 'age'");
    expect(ai.server.requests[0]?.body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'agent_structured_output', strict: true } },
    });
  });

  it('fails when the second answer misses them too', async () => {
    ai.server.play(says('{}'), says('no'), says('still no'));
    await expect(run(Agent, { prompt: 'x' }, { dynamicOutputs: { name: STR } })).rejects.toThrow(
      'Agent did not return a dictionary',
    );
  });

  it('asks for the form only after the tools', async () => {
    await mkdir(await workspace.resolve('a'));
    ai.server.play(calls('list_directory', {}), says('There is a'), says('{"folder":"a"}'));
    const tools = [{ type: 'tool_name', name: 'list_directory' }];
    const { outputs } = await run(Agent, { prompt: 'x', tools }, { dynamicOutputs: { folder: STR } });
    expect(outputs['folder']).toEqual(['a']);
    expect(ai.server.requests[0]?.body).not.toHaveProperty('response_format');
    expect(ai.server.requests[2]?.body).toHaveProperty('response_format');
    expect(ai.server.requests[2]?.body).not.toHaveProperty('tools');
  });

  it('remembers a thread over runs', async () => {
    const thread = await tryNodeType(CreateThread, {}, { services: { workspace } });
    const [id] = thread.outputs['thread_id'] ?? [];
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    ai.server.play(says('Hello Ada'), says('Ada'));
    await run(Agent, { prompt: 'I am Ada', thread_id: id });
    await run(Agent, { prompt: 'Who am I?', thread_id: id });
    expect(sent(2)).toContain('I am Ada');
    expect(sent(2)).toContain('Hello Ada');
    await expect(run(Agent, { prompt: 'x', thread_id: '../x' })).rejects.toThrow('Thread id');
  });

  it('tries again when the provider is busy, and says why it gives up', async () => {
    ai.server.play({ kind: 'status', status: 429 }, says('At last'));
    expect((await run(Agent, { prompt: 'x' })).outputs['text']).toEqual(['At last']);
    ai.server.play({ kind: 'stream_error', after: 1, text: ['a', 'b'], message: 'Overloaded' });
    await expect(run(Agent, { prompt: 'x' })).rejects.toThrow(/openai_compatible/);
    ai.server.play({ kind: 'answer', text: ['No'], finish: 'refusal' });
    await expect(run(Agent, { prompt: 'x' })).rejects.toThrow('scripted refused to answer');
  });

  it('says in the log when an answer was cut off', async () => {
    ai.server.play({ kind: 'answer', text: ['and then'], finish: 'length' });
    const { logs } = await run(Agent, { prompt: 'x', max_tokens: 5 });
    expect(logs).toEqual(['The answer was cut off at 5 tokens (max_tokens).']);
  });

  it('ends with the run while the provider says nothing', async () => {
    ai.server.play({ kind: 'stall', after: 0 });
    const running = run(Agent, { prompt: 'x' });
    const request = await ai.server.request(1);
    ai.abort();
    await expect(running).rejects.toThrow('cancelled');
    expect(await request.closed).toBe(false);
  });
});

describe('Summarizer', () => {
  it('streams a summary, without a limit of its own', async () => {
    ai.server.play(says('Short', ' text'));
    const { outputs } = await run(Summarizer, { text: 'A long text' });
    expect(outputs['text']).toEqual(['Short text']);
    expect(outputs['chunk']).toHaveLength(3);
    expect(ai.server.requests[0]?.body).not.toHaveProperty('max_tokens');
  });
});

describe('Extractor', () => {
  it('fills the declared outputs and leaves out what else the model wrote', async () => {
    ai.server.play(says('```json\n{"city":"Oslo","extra":1}\n```'), says('{"city":"Oslo"}'));
    const { outputs } = await run(Extractor, { text: 'In Oslo' }, { dynamicOutputs: { city: STR } });
    expect(outputs).toEqual({ city: ['Oslo'] });
  });

  it('needs an output, and JSON', async () => {
    await expect(run(Extractor, { text: 'x' })).rejects.toThrow('Define at least one output field');
    ai.server.play(says('sorry'), says('no'));
    await expect(run(Extractor, { text: 'x' }, { dynamicOutputs: { a: STR } })).rejects.toThrow(
      'Extractor did not return a dictionary',
    );
  });
});

describe('Classifier', () => {
  const categories = ['Sport', 'Politics'];

  it('gives the chosen category', async () => {
    ai.server.play(says('{"category":"politics"}'));
    expect((await run(Classifier, { text: 'x', categories })).outputs['output']).toEqual(['Politics']);
  });

  it('fails rather than guess', async () => {
    await expect(run(Classifier, { text: 'x', categories: ['one'] })).rejects.toThrow(
      'At least 2 categories are required',
    );
    ai.server.play(says('{"category":"Weather"}'));
    await expect(run(Classifier, { text: 'x', categories })).rejects.toThrow('none of the categories');
  });
});

describe('ControlAgent', () => {
  const nodeOf = (id: string) => ({ id, title: 'Join', nodeType: Concat, properties: { a: 'x' } });

  it('chooses the properties of the one that it controls', async () => {
    ai.server.play(says('{"n1":{"a":"new"}}'));
    const { outputs } = await run(withRuns(ControlAgent, { controlled: [nodeOf('n1')] }), {});
    expect(outputs['__control_output__']).toEqual([{ a: 'new' }]);
  });

  it('addresses each of several, and needs one', async () => {
    ai.server.play(says('{"n1":{"a":"1"},"n2":{}}'));
    const { outputs } = await run(withRuns(ControlAgent, { controlled: [nodeOf('n1'), nodeOf('n2')] }), {});
    expect(outputs['__control_output__']).toEqual([
      { target_node_id: 'n1', event: { event_type: 'run', properties: { a: '1' } } },
      { target_node_id: 'n2', event: { event_type: 'run', properties: {} } },
    ]);
    await expect(run(ControlAgent, {})).rejects.toThrow('Lead a control edge');
  });
});

describe('ResearchAgent', () => {
  it('plans, follows the plan and fills the declared outputs', async () => {
    ai.server.play(
      says('{"title":"Cats","steps":["Look","Write"]}'),
      calls('list_directory', {}),
      says('Nothing there'),
      says('Cats sleep'),
      says('{"summary":"Cats sleep"}'),
    );
    const inputs = { objective: 'Cats', tools: [{ type: 'tool_name', name: 'list_directory' }] };
    const { outputs, updates } = await run(ResearchAgent, inputs, { dynamicOutputs: { summary: STR } });
    expect(outputs).toEqual({ summary: ['Cats sleep'] });
    const events = updates.flatMap((update) => (update.type === 'task_update' ? [update.event] : []));
    expect(events).toEqual([
      'task_created',
      'step_started',
      'step_completed',
      'step_started',
      'step_completed',
      'task_completed',
    ]);
    expect(updates.filter(({ type }) => type === 'planning_update')).toHaveLength(2);
    expect(sent(4)).toContain('Nothing there');
  });

  it('needs an objective and an output', async () => {
    await expect(run(ResearchAgent, {})).rejects.toThrow('Provide a research objective');
    await expect(run(ResearchAgent, { objective: 'x' })).rejects.toThrow(
      'Define at least one output field for research results',
    );
  });
});
