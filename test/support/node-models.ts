import type { NodeModels } from '../../src/engine/services/node-models.js';
import { PROVIDER_KINDS } from '../../src/config/known-providers.js';
import type { AiServer } from './ai-servers/ai-server.js';
import { startAiServer } from './ai-servers/ai-server.js';
import type { TestInference } from './inference.js';
import { openInference, providerOn } from './inference.js';

/** Models behind a scripted server. */
export interface TestModels {
  readonly models: NodeModels;
  readonly server: AiServer;
  readonly opened: TestInference;
  /** Ends every call that is under way. */
  abort(): void;
  close(): Promise<void>;
}

/** Opens the real inference service for node types, with every kind of provider on one scripted server. */
export const openNodeModels = async (): Promise<TestModels> => {
  const server = await startAiServer();
  const providers = PROVIDER_KINDS.map((kind) => providerOn(server.url, kind));
  const mistral = providerOn(server.url, 'openai_compatible', 'mistral');
  const opened = await openInference({ providers: [...providers, { ...mistral, baseUrl: `${server.url}/v1` }] });
  const stop = new AbortController();
  return {
    models: modelsOf(opened, stop.signal),
    server,
    opened,
    abort: () => stop.abort(),
    close: async () => {
      stop.abort();
      await opened.close();
      await server.close();
    },
  };
};

const modelsOf = ({ inference }: TestInference, signal: AbortSignal): NodeModels => {
  const caller = { userId: '1', signal };
  return {
    async *chat(request) {
      for await (const event of inference.chat({ ...request, ...caller })) {
        yield event.type === 'finish' ? { ...event, usage: { ...event.usage, cost: costOf(event.usage) } } : event;
      }
    },
    embed: async (request) => (await inference.embed({ ...request, ...caller })).vectors,
    generateImage: async (request) => (await inference.generateImage({ ...request, ...caller })).images,
    speak: async (request) => (await inference.speak({ ...request, ...caller })).audio,
    transcribe: (request) => inference.transcribe({ ...request, ...caller }),
    book: async (used) => void (await inference.book({ ...used, ...caller })),
  };
};

const costOf = ({ costNanos }: { readonly costNanos: number | null }): number | null =>
  costNanos === null ? null : costNanos / 1e9;
