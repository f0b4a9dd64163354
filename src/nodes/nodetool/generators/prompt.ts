import type { ChatRequest, ModelCall } from '../../../engine/services/node-models.js';
import { conversation } from '../../ai/answer.js';

/**
 * Asks for something to be made of a prompt and of the text that belongs to it.
 *
 * @throws Error when both are empty
 */
export const generatorRequest = (
  call: ModelCall,
  words: { readonly system: string; readonly prompt: string; readonly input: string; readonly maxTokens: number },
): ChatRequest => {
  const { system, prompt, input, maxTokens } = words;
  const text = [prompt, input].filter((part) => part.trim() !== '').join('\n\n');
  if (text === '') throw new Error('Give the generator a prompt');
  return { ...call, messages: conversation(system, [{ type: 'text', text }]), maxTokens };
};
