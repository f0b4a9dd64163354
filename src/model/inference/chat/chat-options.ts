import type { ThinkingLevel } from '../../../engine/services/node-models.js';
import type { ChatRequest } from './chat.contract.js';
import { isStrictSchema } from './strict-schema.js';

/** Tokens that Anthropic's and Google's models may think, by level. */
const THINKING_TOKENS: Readonly<Record<ThinkingLevel, number>> = { low: 2_048, medium: 8_192, high: 24_576 };

type Options = Record<string, string | boolean | Record<string, string | number | boolean>>;

/** Says what is asked for in the options that only one family of providers has, under the SDK's key for it. */
export const providerOptionsOf = (
  optionsKey: string,
  { thinking, output }: Pick<ChatRequest, 'thinking' | 'output'>,
): Record<string, Options> => ({
  [optionsKey]: {
    ...(thinking && THINKING[optionsKey]?.(thinking)),
    ...(output && OPENAI_KEYS.has(optionsKey) && { strictJsonSchema: isStrictSchema(output.schema) }),
  },
});

const OPENAI_KEYS: ReadonlySet<string> = new Set(['openai', 'compatible']);

const THINKING: Readonly<Record<string, (level: ThinkingLevel) => Options>> = {
  openai: (level) => ({ reasoningEffort: level }),
  compatible: (level) => ({ reasoningEffort: level }),
  anthropic: (level) => ({ thinking: { type: 'enabled', budgetTokens: THINKING_TOKENS[level] } }),
  google: (level) => ({ thinkingConfig: { includeThoughts: true, thinkingBudget: THINKING_TOKENS[level] } }),
};
