import type { OnModuleDestroy } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import type { KnownProvider } from '../config/known-providers.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { httpModelProvider } from './listing/http-model-provider.js';
import { huggingFaceCache } from './listing/huggingface-cache.js';
import { mergeModels } from './merge-models.js';
import type { ProvidedModel } from './merge-models.js';
import type { ModelList } from './model-list-cache.js';
import { ModelListCache } from './model-list-cache.js';
import type { FaultSubject, ModelProvider } from './model-provider.js';
import { ListingFault } from './model-provider.js';
import type { ProviderSettings } from './provider-settings.js';
import { ConfiguredProviders } from './providers/configured-providers.service.js';

/** A model as node types name it. */
export interface ModelReference {
  readonly provider: string;
  readonly id: string;
}

/** What providers offer together. */
export interface ModelOffer {
  /** By provider, then by id; none twice. */
  readonly models: readonly ProvidedModel[];
  /** One sentence for each provider that could not be asked. */
  readonly warnings: readonly string[];
}

/** The name under which all providers are asked. */
export const ALL_PROVIDERS = 'all';

/** What the providers of a user offer; one that fails or is slow costs a warning, not the list. */
@Injectable()
export class ModelService implements OnModuleDestroy {
  private readonly logger = new Logger(ModelService.name);
  private readonly lists = new ModelListCache();
  /** Sources that need no configuration. */
  private readonly added: ModelProvider[] = [];
  private readonly recommended = new Set<string>();

  constructor(
    private readonly configured: ConfiguredProviders,
    { hfHubCache }: AppConfig,
  ) {
    if (hfHubCache !== '') this.addProvider(huggingFaceCache(hfHubCache));
  }

  onModuleDestroy(): void {
    this.lists.close();
  }

  /** Adds a source for all users beside those that settings and secrets configure. */
  addProvider(provider: ModelProvider): void {
    this.added.push(provider);
  }

  /** Notes models that node types are made for; whoever knows node types says so. */
  recommend(models: readonly ModelReference[]): void {
    for (const model of models) this.recommended.add(keyOf(model));
  }

  isRecommended(model: ModelReference): boolean {
    return this.recommended.has(keyOf(model));
  }

  /** Lists the names of all providers that can be configured, in order. */
  providerNames(): readonly string[] {
    const names = [...this.configured.known(), ...this.added].map(({ name }) => name);
    return [...new Set(names)].toSorted(byText);
  }

  /**
   * Asks the configured providers at the same time, or the one of that name.
   *
   * @throws ProtocolError `INVALID_ARGUMENT` for a name that no provider has
   */
  async listModels(userId: string, provider: string = ALL_PROVIDERS): Promise<ModelOffer> {
    if (provider !== ALL_PROVIDERS && !this.providerNames().includes(provider)) throw this.unknown(provider);
    const isWanted = ({ name }: { readonly name: string }): boolean => provider === ALL_PROVIDERS || name === provider;
    const { providers, faults } = await this.configured.survey(userId);
    const sources = [...providers.map((settings) => this.sourceOf(settings)), ...this.added].filter(isWanted);
    const lists = await Promise.all(sources.map((source) => this.lists.get(source, userId)));
    const models = sources.flatMap(({ name }, index) => modelsOf(name, lists[index]));
    const warnings = [
      ...faults.filter(isWanted).map(({ name, reason }) => `Provider ${name} can't be used: ${reason}`),
      ...sources.flatMap(({ name }, index) => this.warningsOf(name, lists[index])),
    ];
    if (provider !== ALL_PROVIDERS && sources.length === 0 && warnings.length === 0)
      warnings.push(this.absent(provider));
    return { models: mergeModels(models), warnings };
  }

  private sourceOf(settings: ProviderSettings): ModelProvider {
    return httpModelProvider(settings, this.knownProvider(settings.name)?.isLocal ?? false);
  }

  private knownProvider(name: string): KnownProvider | undefined {
    return this.configured.known().find((known) => known.name === name);
  }

  private warningsOf(name: string, list: ModelList | undefined): readonly string[] {
    if (!list?.fault) return [];
    const age = list.models.length > 0 ? `; its list is ${Math.round(list.ageMs / 1000)} s old` : '';
    if (!(list.fault instanceof ListingFault)) {
      this.logger.error('a list of models could not be read', list.fault);
      return [`Provider ${name} could not be asked, by a fault of this program${age}`];
    }
    return [`Provider ${name} ${list.fault.message}${this.adviceOn(name, list.fault.about)}${age}`];
  }

  private adviceOn(name: string, about: FaultSubject | null): string {
    const known = this.knownProvider(name);
    if (!known || about === null) return '';
    if (about === 'key') return `: check ${known.keyVariables.join(' or ')}`;
    const variable = known.urlVariable ?? 'MODEL_PROVIDERS';
    return known.isKeyNeeded ? `: check the connection and ${variable}` : `: check ${variable}`;
  }

  private absent(name: string): string {
    const known = this.knownProvider(name);
    const needed = known?.isKeyNeeded ? known.keyVariables.join(' or ') : known?.urlVariable;
    return `Provider ${name} is not configured: set ${String(needed)} in the environment or as a secret`;
  }

  private unknown(provider: string): ProtocolError {
    const message = `provider must be all or one of ${this.providerNames().join(', ')}, not ${JSON.stringify(provider)}`;
    return new ProtocolError('INVALID_ARGUMENT', `list_models: ${message}`, {
      problems: [{ field: 'provider', message }],
      hint: "Further servers with OpenAI's interface are named in MODEL_PROVIDERS.",
    });
  }
}

const modelsOf = (provider: string, list: ModelList | undefined): readonly ProvidedModel[] =>
  (list?.models ?? []).map((model) => ({ ...model, provider }));

const keyOf = ({ provider, id }: ModelReference): string => JSON.stringify([provider, id]);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
