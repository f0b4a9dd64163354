import type * as Ai from 'ai';

/** Vercel's AI SDK. */
export type AiSdk = typeof Ai;

/** Loads the SDK when a model is first asked: it would add some 140 ms and 30 MB to every start. */
export const loadSdk = (): Promise<AiSdk> => {
  // It would write its warnings to the console.
  globalThis.AI_SDK_LOG_WARNINGS = false;
  return import('ai');
};
