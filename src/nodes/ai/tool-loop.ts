import type { JsonValue } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import type { ChatMessage, ChatRequest, ToolResult } from '../../engine/services/node-models.js';
import { toWire } from '../../engine/wire-value.js';
import type { Answer, AnswerPiece, ToolCall } from './answer.js';
import { streamAnswer } from './answer.js';
import type { AgentTool } from './tools/agent-tool.js';
import { MediaShelf } from './tools/media-shelf.js';

/** Where an agent ends at the latest. */
export interface LoopLimits {
  /** Requests to the model. */
  readonly maxRounds: number;
  /** Tokens of all requests and answers together. */
  readonly maxTotalTokens: number;
  readonly maxMs: number;
}

/** What holds where an agent says nothing else. */
export const LOOP_LIMITS: LoopLimits = { maxRounds: 32, maxTotalTokens: 2_000_000, maxMs: 30 * 60_000 };

/** Characters of one result that a model gets. */
const MAX_RESULT_LENGTH = 60_000;

/** What an agent is to do, and with what. */
export interface ToolLoop {
  readonly request: ChatRequest;
  readonly tools: readonly AgentTool[];
  /** Who works, for errors. */
  readonly owner: string;
  readonly limits?: Partial<LoopLimits>;
}

/**
 * Lets a model work with tools: asks, runs what it wants called, tells it the results, and asks again until it calls none.
 *
 * @returns the last answer
 * @throws Error when a limit is reached
 */
export async function* runToolLoop(
  { request, tools, owner, limits: given }: ToolLoop,
  context: NodeContext,
): AsyncGenerator<AnswerPiece, Answer, void> {
  const limits = { ...LOOP_LIMITS, ...given };
  const budget = new Budget(owner, limits, context);
  const bench = new ToolBench(tools, context);
  let { messages } = request;
  for (let round = 1; round <= limits.maxRounds; round += 1) {
    const timeoutMs = budget.msLeft();
    const asked = { ...request, messages, timeoutMs, tools: tools.map(({ definition }) => definition) };
    const answer = yield* streamAnswer(asked, context);
    if (answer.toolCalls.length === 0) return answer;
    budget.spend(answer);
    const results = await bench.run(answer.toolCalls);
    messages = [...messages, answer.finish.message, { role: 'tool', results } satisfies ChatMessage];
  }
  throw new Error(`${owner} used up its ${limits.maxRounds} rounds without a final answer: ask for less, or in steps`);
}

/** Counts tokens and time. */
class Budget {
  private readonly startedAt: number;
  private tokenCount = 0;

  constructor(
    private readonly owner: string,
    private readonly limits: LoopLimits,
    private readonly context: NodeContext,
  ) {
    this.startedAt = context.now().getTime();
  }

  msLeft(): number {
    const left = this.limits.maxMs - (this.context.now().getTime() - this.startedAt);
    if (left > 0) return left;
    throw new Error(`${this.owner} took longer than ${this.limits.maxMs / 60_000} minutes: ask for less, or in steps`);
  }

  spend({ finish: { usage } }: Answer): void {
    this.tokenCount += (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
    if (this.tokenCount <= this.limits.maxTotalTokens) return;
    throw new Error(`${this.owner} used more than ${this.limits.maxTotalTokens} tokens: ask for less, or in steps`);
  }
}

/** Runs the tools that a model calls, one after another, and shows each step to those who watch. */
class ToolBench {
  private readonly tools: ReadonlyMap<string, AgentTool>;
  private readonly shelf = new MediaShelf();

  constructor(
    tools: readonly AgentTool[],
    private readonly context: NodeContext,
  ) {
    this.tools = new Map(tools.map((tool) => [tool.definition.name, tool]));
  }

  async run(calls: readonly ToolCall[]): Promise<readonly ToolResult[]> {
    const results: ToolResult[] = [];
    for (const call of calls) {
      this.context.signal.throwIfAborted();
      results.push(await this.answer(call));
    }
    return results;
  }

  private async answer(call: ToolCall): Promise<ToolResult> {
    const { callId, name } = call;
    // The schema of every tool is one of an object.
    const args = call.arguments as Readonly<Record<string, unknown>>;
    this.context.post({ type: 'tool_call_update', tool_call_id: callId, name, args, message: `Calls ${name}` });
    const { result, isError } = await this.call(call, args);
    this.context.post({ type: 'tool_result_update', tool_call_id: callId, result });
    return { callId, name, result, isError };
  }

  private async call(
    { name, problem }: ToolCall,
    args: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly result: JsonValue; readonly isError: boolean }> {
    try {
      const tool = this.tools.get(name);
      if (problem !== null || !tool) throw new Error(problem ?? `there is no tool ${name}`);
      const taken = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, this.shelf.take(value)]));
      const result = toWire(this.shelf.put((await tool.run(taken)) ?? null), `result of ${name}`);
      return { result: shortened(result), isError: false };
    } catch (error) {
      // What ends the run is not for the model.
      this.context.signal.throwIfAborted();
      return { result: { error: error instanceof Error ? error.message : String(error) }, isError: true };
    }
  }
}

const shortened = (result: JsonValue): JsonValue => {
  const text = typeof result === 'string' ? result : JSON.stringify(result);
  if (text.length <= MAX_RESULT_LENGTH) return result;
  return `${text.slice(0, MAX_RESULT_LENGTH)}… (${text.length - MAX_RESULT_LENGTH} characters more)`;
};
