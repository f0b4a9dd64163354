/** A package of node types for tests: `test.Use` uses one service of its context, `test.Size` weighs what arrives. */
import { readFile, writeFile } from 'node:fs/promises';

import { any, defineNodeType, dict, str } from 'nodetool-gateway/nodes';

const USES = {
  fetch: async ({ url }, { http }) => (await http.fetch(url)).text(),
  file: async ({ path, text }, { workspace }) => {
    await writeFile(await workspace.resolve(path), text);
    return readFile(await workspace.resolve(`~/${path}`), 'utf8');
  },
  resolve: ({ path }, { workspace }) => workspace.resolve(path),
  secret: ({ name }, { secrets }) => secrets.get(name),
  chat: async ({ prompt, take = Infinity, model }, context) => {
    const { models } = context;
    const messages = [{ role: 'user', parts: [{ type: 'text', text: prompt }] }];
    const seen = [];
    for await (const event of models.chat({ provider: 'openai', model, messages })) {
      seen.push(event);
      if (event.type === 'text') {
        context.post({ type: 'chunk', content_type: 'text', content: event.text, done: false, thinking: false });
      }
      if (seen.length >= take) break;
    }
    return seen;
  },
  remember: async ({ name, texts, query }, { collections }) => {
    await collections.ensure(name);
    await collections.upsert(
      name,
      texts.map((document, index) => ({ id: `d${index}`, document, metadata: { index } })),
    );
    const [first] = await collections.query(name, { text: query, limit: 1 });
    const info = await collections.get(name);
    return { first: first?.document, count: info?.count, ids: (await collections.documents(name)).map(({ id }) => id) };
  },
  workflow: async ({ id }, { workflows }) => (await workflows.load(id)).name,
  program: async ({ args, timeoutMs }, context) => {
    const onLine = (line) => context.log(line);
    return Buffer.from(await context.programs.run('ffmpeg', { arguments: args, onLine, timeoutMs })).toString();
  },
  hold: async ({ size }, { assets, programs }) => {
    if (size !== undefined)
      return assets.hold({
        content: { bytes: new Uint8Array(size) },
        type: 'image',
        contentType: 'image/png',
        name: 'a.PNG',
      });
    const path = `${await programs.scratch()}/made.wav`;
    await writeFile(path, 'sound');
    return assets.hold({ content: { path }, type: 'audio', contentType: 'audio/wav' });
  },
  broken: (_args, { models }) => models.embed({ provider: 'openai', model: 'x', texts: [() => 'not a text'] }),
};

const Use = defineNodeType({
  type: 'test.Use',
  title: 'Use',
  description: 'Uses a service.',
  properties: { of: str(), with: dict() },
  outputs: { output: 'any' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ of, with: args }, context) => ({ output: await USES[of](args, context) }),
});

const Size = defineNodeType({
  type: 'test.Size',
  title: 'Size',
  description: 'Weighs the content of a reference.',
  properties: { reference: any() },
  outputs: { output: 'dict' },
  process: async ({ reference }, { assets }) => ({
    output: {
      uri: reference.uri,
      inMemory: reference.data instanceof Uint8Array,
      size: (await assets.read(reference)).byteLength,
      again: (await readFile(await assets.path(reference))).byteLength,
    },
  }),
});

const Keyed = defineNodeType({
  type: 'test.Keyed',
  title: 'Keyed',
  description: 'Needs a key.',
  outputs: { output: 'str' },
  requiredSettings: ['TEST_KEY'],
  isPure: false,
  process: async (_inputs, { secrets }) => ({ output: await secrets.get('TEST_KEY') }),
});

const Film = defineNodeType({
  type: 'test.Film',
  title: 'Film',
  description: 'Needs a program.',
  outputs: { output: 'str' },
  requiredPrograms: ['ffprobe'],
  process: () => ({ output: 'film' }),
});

const Never = defineNodeType({
  type: 'test.Never',
  title: 'Never',
  description: 'Runs nowhere.',
  outputs: { output: 'str' },
  unavailable: 'the service behind it was shut down.',
  process: () => ({ output: '' }),
});

export const nodeTypes = [Use, Size, Keyed, Film, Never];
