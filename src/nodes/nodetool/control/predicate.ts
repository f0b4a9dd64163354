import type { QuickJSContext, QuickJSWASMModule } from 'quickjs-emscripten';

/** Milliseconds that one evaluation may take. */
const MAX_MS = 250;
/** Bytes of memory that one evaluation may use. */
const MAX_BYTES = 16 * 1_048_576;

let module: Promise<QuickJSWASMModule> | null = null;

/**
 * Evaluates a JavaScript expression about an `item` in a world of its own: without files, network or clock, with bounds of
 * time and memory. The item comes in as JSON, so what JSON can't carry is missing in it.
 *
 * @param expression such as `item.score > 0.5`; an empty one gives `fallback`
 * @throws Error naming the expression when it isn't JavaScript, throws, or takes too long
 */
export const evaluate = async (expression: string, item: unknown, fallback: unknown): Promise<unknown> => {
  const source = expression.trim();
  if (source === '') return fallback;
  const quickjs = await loadQuickJs();
  const deadline = Date.now() + MAX_MS;
  const runtime = quickjs.newRuntime({ memoryLimitBytes: MAX_BYTES, interruptHandler: () => Date.now() > deadline });
  const world = runtime.newContext();
  try {
    return evaluateIn(world, source, item);
  } finally {
    world.dispose();
    runtime.dispose();
  }
};

const loadQuickJs = (): Promise<QuickJSWASMModule> =>
  (module ??= import('quickjs-emscripten').then(({ getQuickJS }) => getQuickJS()));

const evaluateIn = (world: QuickJSContext, source: string, item: unknown): unknown => {
  const json = world.newString(JSON.stringify(item) ?? 'null');
  world.setProp(world.global, 'json', json);
  json.dispose();
  const result = world.evalCode(`(function (item) { "use strict"; return (${source}\n); })(JSON.parse(json))`);
  if (result.error) {
    const fault: unknown = world.dump(result.error);
    result.error.dispose();
    throw new Error(`the expression \`${source}\` can not be evaluated: ${faultText(fault)}`);
  }
  const value: unknown = world.dump(result.value);
  result.value.dispose();
  return value;
};

const faultText = (fault: unknown): string =>
  typeof fault === 'object' && fault !== null && 'message' in fault ? String(fault.message) : String(fault);
