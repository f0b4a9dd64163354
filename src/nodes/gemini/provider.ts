import { isRecord } from '../../common/json.js';
import type { NodeContext } from '../../engine/node-context.js';
import type { VendorUsage } from '../../engine/services/node-models.js';
import { askVendor, countOf } from '../ai/vendor-request.js';

/** What all node types of this provider have in common. */
export const GEMINI = {
  requiredSettings: ['GEMINI_API_KEY'],
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
} as const;

/** How the interface of Gemini is reached. */
export const GEMINI_ACCESS = {
  provider: 'Gemini',
  secret: 'GEMINI_API_KEY',
  authorize: (key: string) => ({ 'x-goog-api-key': key }),
} as const;

export const GEMINI_URL = 'https://generativelanguage.googleapis.com/v1beta';

/** Asks a model of Gemini for what the interface of models in general doesn't have. */
export const generateContent = (
  { model, ...call }: Pick<VendorUsage, 'kind' | 'model' | 'hasOtherFees'>,
  body: Readonly<Record<string, unknown>>,
  context: NodeContext,
): Promise<Readonly<Record<string, unknown>>> =>
  askVendor(
    {
      ...GEMINI_ACCESS,
      url: `${GEMINI_URL}/models/${model}:generateContent`,
      body,
      usageOf: (answer) => ({ ...call, provider: 'gemini', model, ...tokensOf(answer) }),
    },
    context,
  );

const tokensOf = ({ usageMetadata }: Readonly<Record<string, unknown>>) => {
  const told = isRecord(usageMetadata) ? usageMetadata : {};
  const sum = (...names: readonly string[]) => {
    const counts = names.map((name) => countOf(told[name]));
    return counts[0] === undefined ? undefined : counts.reduce<number>((total, count) => total + (count ?? 0), 0);
  };
  return {
    inputTokens: sum('promptTokenCount', 'toolUsePromptTokenCount'),
    outputTokens: sum('candidatesTokenCount', 'thoughtsTokenCount'),
    cachedTokens: countOf(told['cachedContentTokenCount']),
    reasoningTokens: countOf(told['thoughtsTokenCount']),
  };
};
