import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { edge, vertex } from '../../../test/support/graphs.js';
import { isRunning } from '../../../test/support/processes.js';
import { SERVICE_NODES, useGraph } from '../../../test/support/service-graphs.js';
import type { EngineUpdate } from '../../engine/engine-update.js';
import type { ChatEvent, NodeModels } from '../../engine/services/node-models.js';
import { NO_SERVICES } from '../../engine/services/node-services.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { CarrierEvents, EngineCarrier } from './engine-carrier.js';
import type { EngineOrder } from './engine-host.js';
import { EngineHost } from './engine-host.js';
import type { EngineEnding, RunWorld } from './engine-messages.js';
import { engineWorkerUrl } from './engine-worker-url.js';
import { ProcessCarrier } from './process-carrier.js';
import type { RunFiles } from './run-services.js';
import { ThreadCarrier } from './thread-carrier.js';

const nodePackages = [SERVICE_NODES];
const maxHeapMb = 200;
const carriers: Readonly<Record<string, (events: CarrierEvents) => EngineCarrier>> = {
  'a thread': (events) =>
    new ThreadCarrier({ url: engineWorkerUrl(), maxHeapMb, hardLimitMb: maxHeapMb * 3, nodePackages }, events),
  'a process': (events) =>
    new ProcessCarrier({ url: new URL('engine.process.js', engineWorkerUrl()), maxHeapMb, nodePackages }, events),
};

const modelsOf = (models: Partial<NodeModels>): NodeModels => ({ ...NO_SERVICES.models, ...models });

const text = (value: string): ChatEvent => ({ type: 'text', text: value });

/** A promise with the function that fulfils it. */
const deferred = <T = void>() => {
  let resolve: (value: T) => void = () => undefined;
  return { promise: new Promise<T>((settle) => (resolve = settle)), resolve: (value: T) => resolve(value) };
};

describe.each(Object.entries(carriers))('the services of graph nodes on %s', (_name, carry) => {
  let folder = '';
  let world: RunWorld;
  const hosts: EngineHost[] = [];
  let kept: string[];
  let updates: EngineUpdate[];

  const files: RunFiles = {
    open: ({ uri }) => Promise.reject(new Error(`no ${uri}`)),
    keep: ({ file, type, contentType }) => {
      kept.push(file);
      const reference = { uri: 'asset://1', asset_id: '1', content_type: contentType ?? '', size: 1 };
      return Promise.resolve({ type, ...reference });
    },
    list: () => {
      throw new Error('no folders');
    },
  };

  /** A thread takes one run after the other, a process just one. */
  const idleHost = (): EngineHost => {
    const idle = hosts.find(({ isIdle }) => isIdle);
    if (idle) return idle;
    const made = new EngineHost({ maxHeapMb, world, carry }, () => undefined);
    hosts.push(made);
    return made;
  };

  const start = (graph: unknown, order: Partial<EngineOrder> = {}) =>
    idleHost().start({
      graph,
      params: {},
      workFolder: join(folder, 'job'),
      onUpdates: (more) => updates.push(...more),
      ...order,
      services: {
        files: () => files,
        folders: () => ({ workspace: () => Promise.resolve(join(folder, 'workspace')) }),
        ...order.services,
      },
    });

  const run = async (graph: unknown, order: Partial<EngineOrder> = {}): Promise<EngineEnding> => {
    const halt = await start(graph, order).done;
    if (halt.status === 'suspended') throw new Error('the run was suspended');
    return halt;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nodetool-services-'));
    [kept, updates] = [[], []];
    const program = join(folder, 'ffmpeg');
    await writeFile(program, `#!${process.execPath}\nconst args = process.argv.slice(2);\n${PROGRAM}`);
    await chmod(program, 0o755);
    world = { outbound: { mode: 'public', allow: [] }, programs: { ffmpeg: program } };
  });

  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  it('answer with values, and fail with the words and the help of their owner', async () => {
    const graph = useGraph({ secret: { name: 'A' }, workflow: { id: 'w1' } });
    const services = {
      secrets: () => ({ get: (name: string) => Promise.resolve(`value of ${name}`) }),
      workflows: () => ({ load: (id: string) => Promise.resolve({ id, name: 'Greeting', graph: {} }) }),
    };
    const { outputs, error } = await run(graph, { services });
    expect({ outputs, error }).toEqual({ outputs: { secret: ['value of A'], workflow: ['Greeting'] }, error: null });
    const refused = new ProtocolError('NOT_FOUND', 'Workflow w1 not found', { hint: 'Look for it.' });
    const failing = { workflows: () => ({ load: () => Promise.reject(refused) }) };
    const failed = await run(useGraph({ workflow: { id: 'w1' } }), { services: failing });
    expect(failed.error?.message).toContain('Workflow w1 not found. Look for it.');
  });

  it('say when nobody serves them, and when an argument can not travel', async () => {
    const { error } = await run(useGraph({ chat: { prompt: 'x' } }));
    expect(error?.message).toContain('this run has no models');
    const broken = await run(useGraph({ broken: {} }), { services: { models: () => modelsOf({}) } });
    expect(broken.error?.message).toContain('could not be cloned');
  });

  it('stream in order, and a streamed text reaches the watchers whole', async () => {
    const chat = async function* (): AsyncGenerator<ChatEvent> {
      for (let made = 0; made < 500; made++) yield await Promise.resolve(text(`${made} `));
    };
    const { outputs } = await run(useGraph({ chat: { prompt: 'x' } }), {
      services: { models: () => modelsOf({ chat }) },
    });
    expect(outputs['chat']?.[0]).toEqual(Array.from({ length: 500 }, (_, index) => text(`${index} `)));
    const chunks = updates.flatMap((update) => (update.type === 'chunk' ? [update.content] : []));
    expect(chunks.join('')).toBe(Array.from({ length: 500 }, (_, index) => `${index} `).join(''));
  });

  it('run not far ahead of a reader, and end at their source when the reader leaves', async () => {
    const ended = deferred();
    let made = 0;
    const chat = async function* (): AsyncGenerator<ChatEvent> {
      try {
        for (; made < 100_000; made++) yield await Promise.resolve(text('x'));
      } finally {
        ended.resolve();
      }
    };
    const { outputs } = await run(useGraph({ chat: { prompt: 'x', take: 3 } }), {
      services: { models: () => modelsOf({ chat }) },
    });
    expect(outputs['chat']?.[0]).toHaveLength(3);
    await ended.promise;
    expect(made).toBeLessThan(40);
  });

  it('are stopped when the run is cancelled', async () => {
    const [begun, stopped] = [deferred(), deferred()];
    const models = (signal: AbortSignal): NodeModels =>
      modelsOf({
        chat: async function* (): AsyncGenerator<ChatEvent> {
          signal.addEventListener('abort', () => stopped.resolve());
          begun.resolve();
          yield await new Promise<ChatEvent>(() => undefined);
        },
      });
    const running = start(useGraph({ chat: { prompt: 'x' } }), { services: { models } });
    await begun.promise;
    running.cancel(600_000);
    expect((await running.done).status).toBe('cancelled');
    await stopped.promise;
  });

  it('read and write files of the workspace, and none outside of it', async () => {
    await mkdir(join(folder, 'workspace'));
    await mkdir(join(folder, 'outside'));
    await symlink(join(folder, 'outside'), join(folder, 'workspace', 'link'));
    await symlink(join(folder, 'nowhere'), join(folder, 'workspace', 'dangling'));
    const bad = [
      '../x',
      'a/../../x',
      '/etc/passwd',
      'link',
      'link/x',
      'link/../../x',
      'dangling',
      'dangling/x',
      'a\0b',
    ];
    for (const path of bad) {
      const { error } = await run(useGraph({ resolve: { path } }));
      expect([path, error?.message]).toEqual([path, expect.stringMatching(/leads|NUL/)]);
    }
    const { outputs } = await run(
      useGraph({ file: { path: 'a.txt', text: 'hi' }, resolve: { path: `${folder}/workspace/new/b` } }),
    );
    expect(outputs['file']).toEqual(['hi']);
    expect(outputs['resolve']?.[0]).toMatch(/workspace\/new\/b$/);
  });

  it('run programs without a shell and without the environment, and pass their lines on', async () => {
    const { outputs } = await run(useGraph({ program: { args: ['echo', '$HOME;`id`', 'b'] } }));
    const [told] = outputs['program'] ?? [];
    const { args, env, cwd } = JSON.parse(typeof told === 'string' ? told : '') as Record<string, unknown>;
    expect(args).toEqual(['echo', '$HOME;`id`', 'b']);
    expect(Object.keys(Object(env)).toSorted()).toEqual(['LC_ALL', 'PATH']);
    expect(cwd).toContain('scratch-');
    const lines = updates.flatMap((update) => (update.type === 'log_update' ? [update.content] : []));
    expect(lines).toEqual(['frame=1', 'frame=2']);
  });

  it('end programs that fail, take too long, or outlive their run', async () => {
    const late = await run(useGraph({ program: { args: ['hang'], timeoutMs: 300 } }));
    expect(late.error?.message).toContain('ffmpeg took longer than 0.3 s');
    const failed = await run(useGraph({ program: { args: ['fail'] } }));
    expect(failed.error?.message).toContain('ffmpeg failed (code 3): no such codec');
    const pid = deferred<number>();
    const running = start(useGraph({ program: { args: ['hang'] } }), {
      onUpdates: (more) => {
        for (const update of more) if (update.type === 'log_update') pid.resolve(Number(update.content));
      },
    });
    const number = await pid.promise;
    expect(isRunning(number)).toBe(true);
    running.cancel(600_000);
    await running.done;
    while (isRunning(number)) await new Promise((resolve) => setImmediate(resolve));
  });

  it('lend small contents in memory and large ones as files, and keep what reaches an output or a preview', async () => {
    const sizes = (size?: number) => ({
      nodes: [
        vertex('hold', 'test.Use', { of: 'hold', with: size === undefined ? {} : { size } }),
        vertex('size', 'test.Size'),
        vertex('look', 'nodetool.workflows.base_node.Preview'),
        vertex('out', 'nodetool.output.Output', { name: 'facts' }),
        vertex('kept', 'nodetool.output.Output', { name: 'kept' }),
      ],
      edges: [
        edge('hold.output -> size.reference'),
        edge('size.output -> out.value'),
        edge('hold.output -> look.value'),
        edge('hold.output -> kept.value'),
      ],
    });
    const small = await run(sizes(1000));
    expect(small.outputs['facts']).toEqual([{ uri: '', inMemory: true, size: 1000, again: 1000 }]);
    const shown = { type: 'image', uri: 'asset://1', asset_id: '1', content_type: 'image/png', size: 1, data: null };
    expect([small.outputs['kept'], small.preview]).toEqual([[shown], { look: shown }]);
    expect(updates.find(({ type }) => type === 'preview_update')).toMatchObject({ node_id: 'look', value: shown });
    const large = await run(sizes(9_000_000));
    expect(large.outputs['facts']).toEqual([
      { uri: expect.stringMatching(/^job:held-\d+\.png$/), inMemory: false, size: 9_000_000, again: 9_000_000 },
    ]);
    expect(large.outputs['kept']).toEqual([shown]);
    const moved = await run(sizes());
    expect(moved.outputs['facts']).toEqual([
      { uri: expect.stringMatching(/^job:held-\d+\.wav$/), inMemory: false, size: 5, again: 5 },
    ]);
    expect(kept).toHaveLength(6);
    const scratch = (await readdir(join(folder, 'job'))).find((name) => name.startsWith('scratch-')) ?? '';
    expect(await readdir(join(folder, 'job', scratch))).toEqual([]);
  });

  it('are asked for before anything runs', async () => {
    const types = ['test.Keyed', 'test.Film', 'test.Never'];
    const graph = { nodes: types.map((type, index) => vertex(`n${index}`, type)), edges: [] };
    const { error } = await run(graph, { secretNames: [] });
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(error?.problems).toEqual([
      {
        field: 'graph.nodes.n0',
        message: expect.stringContaining('needs the secret TEST_KEY: store it with set_secret'),
      },
      { field: 'graph.nodes.n1', message: expect.stringContaining('needs the program ffprobe') },
      {
        field: 'graph.nodes.n2',
        message: expect.stringContaining("can't run here: the service behind it was shut down."),
      },
    ]);
  });
});

/** What stands in for ffmpeg: does what its first argument says. */
const PROGRAM = `
if (args[0] === 'echo') {
  process.stderr.write('frame=1\\rframe=2\\n');
  process.stdout.write(JSON.stringify({ args, env: process.env, cwd: process.cwd() }));
} else if (args[0] === 'fail') {
  process.stderr.write('no such codec\\n');
  process.exitCode = 3;
} else {
  process.stderr.write(process.pid + '\\n');
  setInterval(() => undefined, 1000);
}
`;
