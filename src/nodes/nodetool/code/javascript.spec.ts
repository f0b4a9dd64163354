import { describe, expect, it } from '@jest/globals';

import { Catalogue } from '../../../engine/catalogue.js';
import { prepareGraph, runGraph } from '../../../engine/engine.js';
import { tryNodeType } from '../../try-node-type.js';
import { Output } from '../output/types.js';
import { ExecuteJavaScript, RunJavaScriptCommand } from './javascript.js';
import { runSandboxed } from './sandbox.js';

const valueOf = async (code: string, inputs: Readonly<Record<string, unknown>> = {}): Promise<unknown> =>
  (await runSandboxed({ code, inputs, timeoutMs: 2000 })).value;

describe('JavaScript in its sandbox', () => {
  it('takes inputs as variables and gives what it returns, or its result', async () => {
    expect(await valueOf('return a.b + 1', { a: { b: 2 } })).toBe(3);
    expect(await valueOf('result = [1, { x: null }]')).toEqual([1, { x: null }]);
    expect(await valueOf('const later = await Promise.resolve(4); return later')).toBe(4);
    expect(await valueOf('1 + 1')).toBeUndefined();
  });

  it('writes lines', async () => {
    const { stdout, stderr } = await runSandboxed({
      code: 'console.log("a", 1, { b: [2] }, undefined); console.error("bad"); console.log("ä\\nb")',
      inputs: {},
    });
    expect(stdout).toBe('a 1 {"b":[2]} undefined\nä\nb\n');
    expect(stderr).toBe('bad\n');
  });

  it.each([
    ['throw new TypeError("no")', 'TypeError: no'],
    ['throw "text"', 'text'],
    ['return (', 'SyntaxError'],
    ['await new Promise(() => {})', 'never comes'],
    ['return 1n', 'TypeError'],
    ['const a = {}; a.a = a; return a', 'circular'],
  ])('says what is wrong with %j', async (code, text) => {
    await expect(valueOf(code)).rejects.toThrow(text);
  });

  it.each([
    'typeof process',
    'typeof require',
    'typeof fetch',
    'typeof setTimeout',
    'typeof WebAssembly',
    'typeof __write',
    'typeof std',
    'typeof os',
    'this.constructor.constructor("return typeof process")()',
    'console.log.constructor("return typeof process")()',
    '(async () => {}).constructor("return typeof process")().then ? "undefined" : "there"',
    'Function("return typeof globalThis.process")()',
    '(0, eval)("typeof process")',
  ])('has nothing of the machine: %s', async (expression) => {
    expect(await valueOf(`return ${expression}`)).toBe('undefined');
  });

  it.each([
    ['an endless loop', 'for (;;) {}', 'stopped after'],
    ['an endless loop that catches', 'for (;;) { try { for (;;) {} } catch {} }', 'stopped after'],
    ['endless promises', 'const again = () => Promise.resolve().then(again); await again()', 'stopped after'],
    ['a slow expression', '/(a+)+$/.test("a".repeat(40) + "b")', 'stopped after|interrupted|InternalError|SyntaxError'],
    ['a bomb of memory', 'const all = []; for (;;) all.push("x".repeat(100000) + all.length)', 'stopped after|memory'],
    ['a bomb of text', 'let text = "x"; for (;;) text += text', 'memory|too long'],
    ['endless depth', 'const deep = () => deep() + 1; deep()', 'stack'],
    ['huge output', 'for (;;) console.log("x".repeat(100000))', 'writes more than'],
    ['a huge result', 'return "x".repeat(5000000)', 'result has more than'],
    ['modules', 'return await import("node:fs")', 'import|module|load'],
  ])('is stopped at %s', async (_what, code, text) => {
    // What meets another limit has the time to get there.
    const timeoutMs = text.startsWith('stopped after') ? 500 : 10_000;
    await expect(runSandboxed({ code, inputs: {}, timeoutMs })).rejects.toThrow(new RegExp(text));
  });

  it('can not reach into the program by what it gives back', async () => {
    const code = 'return JSON.parse(\'{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}\')';
    await valueOf(code);
    await valueOf('Object.prototype.polluted = 1; JSON.parse = () => { throw 1 }; JSON.stringify = () => "1"');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await valueOf('return typeof polluted')).toBe('undefined');
  });

  it('keeps nothing from one run to the next', async () => {
    await valueOf('globalThis.kept = 1');
    expect(await valueOf('return typeof kept')).toBe('undefined');
  });

  it('refuses inputs that are no variables, or bytes', async () => {
    await expect(valueOf('', { 'a-b': 1 })).rejects.toThrow("'a-b' can't be a variable");
    await expect(valueOf('', { a: new Uint8Array(1) })).rejects.toThrow('holds bytes');
  });
});

describe('the node types of JavaScript', () => {
  it('give texts', async () => {
    const { outputs } = await tryNodeType(RunJavaScriptCommand, { command: 'console.log(6 * 7)' });
    expect(outputs).toEqual({ stdout: ['42\n'], stderr: [''] });
    await expect(tryNodeType(ExecuteJavaScript, { code: ' ' })).rejects.toThrow('no code');
  });

  it('take further inputs and give further outputs', async () => {
    const graph = {
      nodes: [
        {
          id: 'js',
          type: ExecuteJavaScript.type,
          data: { code: 'return { twice: n * 2, said: stdin }', stdin: 'hi' },
          dynamic_properties: { n: 21 },
          dynamic_outputs: { twice: { type: 'int' }, said: { type: 'str' } },
        },
        { id: 'a', type: Output.type, data: { name: 'twice' } },
        { id: 'b', type: Output.type, data: { name: 'said' } },
      ],
      edges: [
        { source: 'js', sourceHandle: 'twice', target: 'a', targetHandle: 'value' },
        { source: 'js', sourceHandle: 'said', target: 'b', targetHandle: 'value' },
      ],
    };
    const { outputs } = await runGraph({
      graph: prepareGraph(graph, new Catalogue([ExecuteJavaScript, Output])),
      params: {},
      signal: new AbortController().signal,
      emit: () => undefined,
    });
    expect(outputs).toEqual({ twice: [42], said: ['hi'] });
  });
});
