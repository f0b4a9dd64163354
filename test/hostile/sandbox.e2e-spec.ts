import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { EngineRun } from '../../src/workflow/engine/engine-host.js';
import { EngineHost } from '../../src/workflow/engine/engine-host.js';
import { engineWorkerUrl } from '../../src/workflow/engine/engine-worker-url.js';
import { ThreadCarrier } from '../../src/workflow/engine/thread-carrier.js';
import { edge, sumGraph, vertex } from '../support/graphs.js';

let host: EngineHost;
let hasThreadGone = false;

beforeAll(() => {
  const options = { url: engineWorkerUrl(), maxHeapMb: 300, hardLimitMb: 900, nodePackages: [] };
  host = new EngineHost({ maxHeapMb: 300, carry: (events) => new ThreadCarrier(options, events) }, () => {
    hasThreadGone = true;
  });
});

afterAll(() => host.stop());

const start = (code: string): EngineRun =>
  host.start({
    graph: {
      nodes: [
        {
          ...vertex('js', 'nodetool.code.ExecuteJavaScript', { code }),
          dynamic_outputs: { got: { type: 'any' } },
        },
        vertex('out', 'nodetool.output.Output', { name: 'got' }),
      ],
      edges: [edge('js.got -> out.value')],
    },
    params: {},
    onUpdates: () => undefined,
  });

/** What the code gave, or why it was ended. */
const saidBy = async (code: string): Promise<string> => {
  const halt = await start(code).done;
  if (halt.status === 'suspended') throw new Error('code can not suspend a job');
  return halt.status === 'completed'
    ? JSON.stringify(halt.outputs['got'] ?? [])
    : `${halt.status}: ${halt.error?.message ?? ''}`;
};

const GLOBALS = `process require module exports fetch XMLHttpRequest WebSocket Worker WebAssembly Deno Bun navigator
  performance setTimeout setInterval setImmediate std os scriptArgs print quickjs __write __filename gc Buffer`;

/** Ways out that end in nothing: each gives a list without anything of the machine. */
const ESCAPES: readonly (readonly [name: string, code: string])[] = [
  ['globals', `return ${JSON.stringify(GLOBALS.split(/\s+/))}.filter((name) => name in globalThis)`],
  [
    'the constructor of an error',
    'try { null.x } catch (e) { return e.constructor.constructor("return globalThis.process ? 1 : []")() }',
  ],
  [
    'the constructor of a host function',
    'return console.log.constructor.constructor("return globalThis.process ? 1 : []")()',
  ],
  [
    'the prototype of a host function',
    'const p = Object.getPrototypeOf(console.log); p.process = 1; return p.constructor("return [].process ? 1 : []")()',
  ],
  [
    'the frames of a stack',
    'Error.prepareStackTrace = (_, frames) => frames; const s = new Error("x").stack; return Array.isArray(s) ? s.map((f) => typeof f.getThis?.()) .filter((t) => t === "object") : []',
  ],
  [
    'the paths of a stack',
    'return [new Error("x").stack].filter((text) => /file:|node_modules|\\/dist\\//.test(text))',
  ],
  [
    'a walk over everything that can be reached',
    `const seen = new Set(); const found = []; const walk = (value, path) => {
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || path.length > 12) return;
      seen.add(value);
      for (const key of Reflect.ownKeys(value)) {
        if (['process', 'require', 'mainModule', 'binding', 'fetch', 'WebAssembly'].includes(key)) found.push(String(key));
        try { walk(value[key], [...path, key]); } catch {}
      }
      walk(Object.getPrototypeOf(value), [...path, '__proto__']);
    }; walk(globalThis, []); walk(console.log, []); return found`,
  ],
];

it.each(ESCAPES)('has no way out by %s', async (_name, code) => {
  expect(await saidBy(code)).toBe('[[]]');
});

/** Code that wants more than it may have, or to be more than it is; the pattern is all that the program says of it. */
const BOMBS: readonly (readonly [name: string, code: string, said: RegExp])[] = [
  [
    'a wait for ever',
    'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
    /failed: .*(Atomics|block|wait|SharedArrayBuffer)/,
  ],
  ['a buffer', 'return new Uint8Array(2 ** 30).length', /failed: .*(memory|length|allocat)/],
  ['a padded text', 'return "x".padEnd(2 ** 29).length', /failed: .*(memory|length|long)/],
  ['a large number', 'return String(2n ** 50000000n).length', /failed: /],
  [
    'a replaced text',
    'return "a".repeat(2 ** 16).replaceAll("a", "a".repeat(2 ** 12)).length',
    /failed: .*(memory|long)/,
  ],
  ['deep JSON', 'let a = []; for (let i = 0; i < 60000; i++) a = [a]; return JSON.stringify(a).length', /failed: /],
  ['deep JSON to read', 'return JSON.parse("[".repeat(500000) + "]".repeat(500000))', /failed: /],
  ['a deep text', 'let a = []; for (let i = 0; i < 60000; i++) a = [a]; return String(a)', /failed: /],
  ['a deep pattern', 'return new RegExp("(".repeat(50000) + ")".repeat(50000)).test("a")', /failed: /],
  ['deep code', 'return eval("(".repeat(100000) + "1" + ")".repeat(100000))', /failed: /],
  ['a proxy of a proxy', 'let p = {}; for (let i = 0; i < 100000; i++) p = new Proxy(p, {}); return p.x', /failed: /],
  ['an error that is a trap', 'throw new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 } })', /failed: /],
  ['an error without an object', 'throw null', /failed: .*null/],
  ['an error that is a symbol', 'throw Symbol("s")', /failed: /],
  ['an error whose text never ends', 'throw { get message() { return "x".repeat(2 ** 22) } }', /failed: /],
  [
    'a result that is a trap',
    'return { toJSON() { throw new TypeError("trap") } }',
    /failed: TypeError: trap|failed: .*trap/,
  ],
  [
    'a result with another reader',
    'JSON.stringify = () => ({}); String.prototype.toString = () => { throw 1 }; return [1]',
    /^\[\[1\]\]$/,
  ],
  ['promises that are no promises', 'globalThis.Promise = class { then() { throw 1 } }; return 7', /^\[7\]$|failed: /],
  [
    'a thenable that never ends well',
    'return { then(ok) { ok({ then() { throw new Error("late") } }) } }',
    /failed: .*late/,
  ],
  [
    'the end of its wrapper',
    '})(); globalThis.result = 5; })(); (async () => { await (async () => {',
    /^\[.*\]$|failed: /,
  ],
  ['exports', 'export const x = 1', /failed: .*SyntaxError/],
  ['the place of a module', 'return import.meta.url', /failed: .*(SyntaxError|import)/],
  [
    'lines without end',
    'console.log({ toString() { return "x".repeat(2 ** 23) }, toJSON() { throw 1 } })',
    /failed: .*writes more/,
  ],
];

it.each(BOMBS)('ends code that brings %s, and only that', async (_name, code, said) => {
  const text = await saidBy(code);
  expect(text.length).toBeLessThan(10_000);
  expect(text).toMatch(said);
  expect(text).not.toMatch(/\n\s+at |node_modules|file:\/\//);
});

it('goes on in the same thread after all of this, with nothing changed', async () => {
  const code = 'Object.prototype.polluted = 1; return JSON.parse(\'{"__proto__": {"polluted": 1}}\')';
  expect(await start(code).done).toMatchObject({ status: 'completed' });
  expect(await saidBy('return [typeof {}.polluted]')).toBe('[["undefined"]]');
  expect(await host.start({ graph: sumGraph, params: {}, onUpdates: () => undefined }).done).toMatchObject({
    status: 'completed',
    outputs: { sum: [5] },
  });
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(hasThreadGone).toBe(false);
});

it('loses its thread when it is cancelled in a loop of the interpreter itself, which no limit of time reaches', async () => {
  const { done, cancel } = start('return [].indexOf.call({ length: 2 ** 53 - 1 }, 1)');
  cancel(100);
  expect(await done).toMatchObject({ status: 'cancelled' });
});
