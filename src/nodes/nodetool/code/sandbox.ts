import type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSWASMModule } from 'quickjs-emscripten';

/** A piece of JavaScript and what it may use. */
export interface SandboxedCode {
  readonly code: string;
  /** Values by name that the code finds as variables. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
}

/** What a piece of JavaScript gave. */
export interface SandboxResult {
  /** What it wrote with `console.log` and the like, a line each. */
  readonly stdout: string;
  readonly stderr: string;
  /** What it returned, or else left in `result`; undefined without either. */
  readonly value: unknown;
}

const MIB = 1024 * 1024;
const MEMORY_BYTES = 64 * MIB;
const STACK_BYTES = 512 * 1024;
const DEFAULT_TIMEOUT_MS = 10_000;
/** Characters that it may write, and that its result may have as JSON. */
const MAX_OUTPUT = 4 * MIB;
/** Characters of an error that are told. */
const MAX_ERROR = 2000;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/**
 * Runs JavaScript in an interpreter of its own: without files, network, processes, timers and modules, with limits of time,
 * memory, stack and output.
 *
 * @throws Error with what the code threw, or the limit that it met
 */
export const runSandboxed = async ({
  code,
  inputs,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: SandboxedCode): Promise<SandboxResult> => {
  // An interpreter for this run alone, which goes with its memory: code can break one so that it can't be tidied up.
  const quickjs = await newInterpreter();
  const runtime = quickjs.newRuntime();
  const clock = { endsAt: performance.now() + timeoutMs, isOver: false };
  runtime.setMemoryLimit(MEMORY_BYTES);
  runtime.setMaxStackSize(STACK_BYTES);
  runtime.setInterruptHandler(() => {
    clock.isOver ||= performance.now() > clock.endsAt;
    return clock.isOver;
  });
  return new Sandbox(runtime, runtime.newContext(), clock, timeoutMs).run(code, inputs);
};

let loading: Promise<() => Promise<QuickJSWASMModule>> | null = null;

const newInterpreter = async (): Promise<QuickJSWASMModule> => {
  loading ??= import('quickjs-emscripten').then(
    ({ newQuickJSWASMModule }) =>
      () =>
        newQuickJSWASMModule(),
  );
  return (await loading)();
};

/** One piece of code in its interpreter. */
class Sandbox {
  private readonly lines = { stdout: [] as string[], stderr: [] as string[] };
  private outputLength = 0;

  constructor(
    private readonly runtime: QuickJSRuntime,
    private readonly context: QuickJSContext,
    private readonly clock: { readonly isOver: boolean },
    private readonly timeoutMs: number,
  ) {}

  run(code: string, inputs: SandboxedCode['inputs']): SandboxResult {
    this.defineWrite();
    this.evaluate(CONSOLE).dispose();
    this.evaluate(declarationsOf(inputs)).dispose();
    const value = this.settle(this.evaluate(wrapped(code), 'code.js'));
    return { stdout: textOf(this.lines.stdout), stderr: textOf(this.lines.stderr), value };
  }

  /** Gives the code its only function of ours: it takes a line of text. */
  private defineWrite(): void {
    const { context } = this;
    const write = context.newFunction('write', (stream, line) => {
      const text = context.getString(line);
      this.outputLength += text.length + 1;
      if (this.outputLength > MAX_OUTPUT) throw new Error(`the code writes more than ${MAX_OUTPUT} characters`);
      this.lines[context.getString(stream) === 'stderr' ? 'stderr' : 'stdout'].push(text);
    });
    write.consume((handle) => context.setProp(context.global, '__write', handle));
  }

  /** Lets the code's promises go on until its own is settled; what waits for something outside never is. */
  private settle(promise: QuickJSHandle): unknown {
    try {
      const jobs = this.runtime.executePendingJobs();
      if (jobs.error) throw this.errorOf(jobs.error);
      const state = this.context.getPromiseState(promise);
      if (state.type === 'rejected') throw this.errorOf(state.error);
      if (state.type === 'pending') {
        throw this.clock.isOver
          ? this.timeout()
          : new Error('the code waits for something that never comes: there are no timers here');
      }
      return state.value.consume((value) => this.valueOf(value));
    } finally {
      promise.dispose();
    }
  }

  /** The code has made JSON of its result itself: nothing of its objects comes over. */
  private valueOf(handle: QuickJSHandle): unknown {
    if (this.context.typeof(handle) !== 'string') return undefined;
    const length = this.context.getProp(handle, 'length').consume((one) => this.context.getNumber(one));
    if (length > MAX_OUTPUT) throw new Error(`the result has more than ${MAX_OUTPUT} characters as JSON`);
    return JSON.parse(this.context.getString(handle)) as unknown;
  }

  private evaluate(code: string, name = 'prepare.js'): QuickJSHandle {
    const result = this.context.evalCode(code, name, { type: 'global' });
    if (result.error) throw this.errorOf(result.error);
    return result.value;
  }

  private errorOf(handle: QuickJSHandle): Error {
    return handle.consume((error) => {
      if (this.clock.isOver) return this.timeout();
      const told = this.context.dump(error) as unknown; // whatever the code threw, as plain data
      return new Error(messageOf(told).slice(0, MAX_ERROR) || 'the code threw something without a text');
    });
  }

  private timeout(): Error {
    return new Error(`the code was stopped after ${this.timeoutMs} ms`);
  }
}

/** Made by the interpreter out of JSON, so that an input is a value of its own there. */
const declarationsOf = (inputs: SandboxedCode['inputs']): string =>
  Object.entries(inputs)
    .map(([name, value]) => {
      if (!IDENTIFIER.test(name))
        throw new Error(`the input '${name}' can't be a variable: letters, digits and _ only`);
      return `globalThis[${JSON.stringify(name)}] = JSON.parse(${JSON.stringify(JSON.stringify(value, refuseBytes) ?? 'null')});`;
    })
    .join('\n');

const refuseBytes = (name: string, value: unknown): unknown => {
  if (value instanceof Uint8Array) throw new Error(`the input '${name}' holds bytes, which code can't take`);
  return value;
};

/** The result is what the code returns, else its variable `result`; it leaves as JSON. */
const wrapped = (code: string): string => `(async () => {
const __stringify = JSON.stringify;
const __returned = await (async () => {
${code}
})();
const __value = __returned === undefined ? globalThis.result : __returned;
return __value === undefined ? undefined : __stringify(__value);
})()`;

const CONSOLE = `{
  const write = globalThis.__write;
  delete globalThis.__write;
  const stringify = JSON.stringify;
  const show = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.stack ? String(value) + '\\n' + value.stack : String(value);
    if (typeof value === 'object' && value !== null) {
      try { return stringify(value); } catch { return String(value); }
    }
    return String(value);
  };
  const line = (stream) => (...values) => write(stream, values.map(show).join(' '));
  globalThis.console = {
    log: line('stdout'), info: line('stdout'), debug: line('stdout'), warn: line('stderr'), error: line('stderr'),
  };
}`;

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

const messageOf = (told: unknown): string => {
  if (typeof told !== 'object' || told === null) return String(told);
  const { name, message } = told as { readonly name?: unknown; readonly message?: unknown }; // both are looked at
  return typeof message === 'string'
    ? `${typeof name === 'string' ? name : 'Error'}: ${message}`
    : JSON.stringify(told);
};
