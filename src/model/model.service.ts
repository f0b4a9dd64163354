import { Injectable } from '@nestjs/common';

import type { ModelProvider, OfferedModel } from './model-provider.js';

/** What all providers offer together. */
export interface ModelOffer {
  readonly models: readonly (OfferedModel & { readonly provider: string })[];
  /** One sentence for each provider that didn't answer. */
  readonly warnings: readonly string[];
}

/** Longest wait for a provider, in milliseconds. */
const PROVIDER_TIMEOUT_MS = 10_000;

/** The model providers that are set up here; without one, no models are offered. */
@Injectable()
export class ModelService {
  private readonly providers = new Map<string, ModelProvider>();

  /** @throws RangeError when there is a provider of that name */
  addProvider(provider: ModelProvider): void {
    if (this.providers.has(provider.name)) throw new RangeError(`model provider ${provider.name} is set up twice`);
    this.providers.set(provider.name, provider);
  }

  /** Lists the names of the providers. */
  providerNames(): readonly string[] {
    return [...this.providers.keys()];
  }

  /** Asks all providers at the same time; one that fails or is slow costs a warning, not the list. */
  async listModels(timeoutMs: number = PROVIDER_TIMEOUT_MS): Promise<ModelOffer> {
    const providers = [...this.providers.values()];
    const answers = await Promise.allSettled(providers.map((provider) => ask(provider, timeoutMs)));
    const models: (OfferedModel & { readonly provider: string })[] = [];
    const warnings: string[] = [];
    for (const [index, { name }] of providers.entries()) {
      const answer = answers[index];
      if (answer?.status === 'fulfilled') models.push(...answer.value.map((model) => ({ ...model, provider: name })));
      else warnings.push(`Provider ${name} can't be reached: ${reasonOf(answer?.reason)}`);
    }
    return { models, warnings };
  }
}

const ask = async (provider: ModelProvider, timeoutMs: number): Promise<readonly OfferedModel[]> => {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no answer within ${timeoutMs} ms`)));
  });
  return Promise.race([provider.listModels(signal), late]);
};

const reasonOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
