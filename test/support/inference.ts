import { AppConfig } from '../../src/config/app-config.js';
import type { TestDatabase } from '../../src/database/testing.js';
import { CallDesk } from '../../src/model/inference/call-desk.js';
import type { ChatMessage } from '../../src/engine/services/node-models.js';
import type { ChatEvent } from '../../src/model/inference/chat/chat.contract.js';
import { InferenceSettings } from '../../src/model/inference/inference-settings.js';
import { InferenceService } from '../../src/model/inference/inference.service.js';
import { PriceList } from '../../src/model/inference/usage/price-list.js';
import { UsageService } from '../../src/model/inference/usage/usage.service.js';
import type { ProviderKind, ProviderSettings } from '../../src/model/provider-settings.js';
import { ProviderDirectory } from '../../src/model/provider-settings.js';
import { openAppDatabase } from './database.js';

/** The inference service on a database of its own. */
export interface TestInference {
  readonly inference: InferenceService;
  readonly usage: UsageService;
  readonly store: TestDatabase;
  close(): Promise<void>;
}

export interface TestInferenceOptions {
  readonly databaseUrl?: string | undefined;
  readonly providers: readonly ProviderSettings[];
  readonly settings?: Partial<InferenceSettings>;
  readonly config?: Partial<AppConfig>;
}

/** Opens the service with providers that are just named, for every user. Its pauses between tries are short. */
export const openInference = async (options: TestInferenceOptions): Promise<TestInference> => {
  const settings = Object.assign(new InferenceSettings(), { backoffBaseMs: 1, ...options.settings });
  const store = await openAppDatabase(options.databaseUrl);
  const usage = new UsageService(store.database);
  const prices = new PriceList(Object.assign(new AppConfig(), options.config));
  await prices.onModuleInit();
  const desk = new CallDesk(new NamedProviders(options.providers), settings, prices, usage);
  const close = async (): Promise<void> => {
    await usage.onApplicationShutdown();
    await store.close();
  };
  return { inference: new InferenceService(desk, settings), usage, store, close };
};

/** The key that test providers have. */
export const TEST_KEY = 'sk-test-0123456789abcdef';

/** Names the provider of a kind on a test server, by the kind or by a name of its own. */
export const providerOn = (url: string, kind: ProviderKind, name: string = kind): ProviderSettings => ({
  name,
  kind,
  baseUrl: HAS_VERSION.has(kind) ? `${url}/v1` : url,
  apiKey: TEST_KEY,
});

/** A conversation of one question. */
export const ask = (text: string): readonly ChatMessage[] => [{ role: 'user', parts: [{ type: 'text', text }] }];

/** Reads an answer to its end. */
export const readAll = async (events: AsyncIterable<ChatEvent>): Promise<readonly ChatEvent[]> => {
  const all: ChatEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
};

/** The last event of a complete answer. */
export const finishOf = (events: readonly ChatEvent[]): Extract<ChatEvent, { type: 'finish' }> => {
  const last = events.at(-1);
  if (last?.type !== 'finish') throw new Error('the answer has no end');
  return last;
};

const HAS_VERSION: ReadonlySet<ProviderKind> = new Set(['openai', 'openai_compatible', 'huggingface']);

class NamedProviders extends ProviderDirectory {
  constructor(private readonly providers: readonly ProviderSettings[]) {
    super();
  }

  find(name: string): Promise<ProviderSettings | null> {
    return Promise.resolve(this.providers.find((provider) => provider.name === name) ?? null);
  }

  list(): Promise<readonly ProviderSettings[]> {
    return Promise.resolve(this.providers);
  }
}
