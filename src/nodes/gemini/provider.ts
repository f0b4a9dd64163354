import type { NodeContext } from '../../engine/node-context.js';
import { askVendor } from '../ai/vendor-request.js';

/** What all node types of this provider have in common. */
export const GEMINI = {
  requiredSettings: ['GEMINI_API_KEY'],
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
} as const;

/** Asks a model of Gemini for what the interface of models in general doesn't have. */
export const generateContent = (
  model: string,
  body: Readonly<Record<string, unknown>>,
  context: NodeContext,
): Promise<Readonly<Record<string, unknown>>> =>
  askVendor(
    {
      provider: 'Gemini',
      secret: 'GEMINI_API_KEY',
      authorize: (key) => ({ 'x-goog-api-key': key }),
      url: `https://generativelanguage.googleapis.com/v1beta/models/${model}:generateContent`,
      body,
    },
    context,
  );
