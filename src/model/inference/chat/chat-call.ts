import type { LanguageModel, ToolChoice, ToolSet } from 'ai';

import type { JsonObject } from '../../../common/json.js';
import type { AiSdk } from '../load-sdk.js';
import type { SdkPart } from './answer.js';
import { providerOptionsOf } from './chat-options.js';
import { toSdkMessages } from './chat-prompt.js';
import type { ChatRequest } from './chat.contract.js';

/** Starts one HTTP request for an answer and gives its pieces; failures come as pieces too. */
export const streamAnswer = (
  sdk: AiSdk,
  request: ChatRequest,
  {
    model,
    optionsKey,
    signal,
  }: { readonly model: LanguageModel; readonly optionsKey: string; readonly signal: AbortSignal },
): AsyncIterator<SdkPart> => {
  const { messages, tools, toolChoice, output, maxTokens, temperature, topP, seed, stop } = request;
  const { fullStream } = sdk.streamText({
    model,
    messages: toSdkMessages(messages),
    allowSystemInMessages: true,
    abortSignal: signal,
    // Tries are counted and told by `OpenCall`.
    maxRetries: 0,
    // The default writes to the console; failures are in the stream as well.
    onError: () => undefined,
    providerOptions: providerOptionsOf(optionsKey, request),
    ...(tools && tools.length > 0 && { tools: toSdkTools(sdk, tools), toolChoice: toSdkChoice(toolChoice) }),
    ...(output && { output: sdk.Output.object({ schema: toSdkSchema(sdk, output.schema), ...named(output.name) }) }),
    ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(seed !== undefined && { seed }),
    ...(stop && { stopSequences: [...stop] }),
  });
  return fullStream[Symbol.asyncIterator]();
};

/** Tools without `execute`: the SDK hands their calls over instead of running them. */
const toSdkTools = (sdk: AiSdk, tools: NonNullable<ChatRequest['tools']>): ToolSet =>
  Object.fromEntries(
    tools.map(({ name, description, parameters }) => [
      name,
      sdk.tool({ description, inputSchema: toSdkSchema(sdk, parameters) }),
    ]),
  );

const toSdkChoice = (choice: ChatRequest['toolChoice'] = 'auto'): ToolChoice<ToolSet> =>
  typeof choice === 'string' ? choice : { type: 'tool', toolName: choice.name };

const toSdkSchema = (sdk: AiSdk, schema: JsonObject) => sdk.jsonSchema(schema);

const named = (name: string | undefined): { name?: string } => (name === undefined ? {} : { name });
