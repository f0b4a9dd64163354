import { Injectable } from '@nestjs/common';

import type { KnownProvider } from '../../config/known-providers.js';
import { AppConfig } from '../../config/app-config.js';
import { guardedFetch } from '../../outbound/guarded-fetch.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { ProviderSettings } from '../provider-settings.js';
import { ProviderDirectory } from '../provider-settings.js';
import type { OpenedSecrets } from '../secrets/secret.service.js';
import { SecretService } from '../secrets/secret.service.js';
import type { ProviderResolution } from './resolve-provider.js';
import { resolveProvider, variablesOf } from './resolve-provider.js';

/** The providers of a user, and why others that were meant to be there are not. */
export interface ProviderSurvey {
  readonly providers: readonly ProviderSettings[];
  readonly faults: readonly { readonly name: string; readonly reason: string }[];
}

/** The providers that the environment and users' secrets configure. */
@Injectable()
export class ConfiguredProviders extends ProviderDirectory {
  private readonly guarded: typeof globalThis.fetch;

  constructor(
    private readonly config: AppConfig,
    private readonly secrets: SecretService,
  ) {
    super();
    this.guarded = guardedFetch({ mode: config.outbound, allow: config.outboundAllow });
  }

  /** Lists every provider that could be configured, by name. */
  known(): readonly KnownProvider[] {
    return this.config.providerVariables.providers;
  }

  async find(name: string, userId: string): Promise<ProviderSettings | null> {
    const provider = this.known().find((known) => known.name === name);
    if (!provider) return null;
    const secrets = await this.secrets.open(userId, variablesOf(provider));
    for (const fault of secrets.faults.values()) throw fault;
    const resolution = this.resolve(provider, secrets);
    if (resolution.kind === 'wrong') throw new ProtocolError('CONFLICT', `Provider ${name}: ${resolution.reason}`);
    return resolution.kind === 'configured' ? resolution.settings : null;
  }

  async list(userId: string): Promise<readonly ProviderSettings[]> {
    return (await this.survey(userId)).providers;
  }

  /** Lists those that are configured, by name, and those whose configuration can't be used. */
  async survey(userId: string): Promise<ProviderSurvey> {
    const secrets = await this.secrets.open(userId, this.known().flatMap(variablesOf));
    const providers: ProviderSettings[] = [];
    const faults: { name: string; reason: string }[] = [];
    for (const provider of this.known()) {
      const unreadable = variablesOf(provider).flatMap((variable) => secrets.faults.get(variable) ?? [])[0];
      const resolution = unreadable ? wrong(unreadable.message) : this.resolve(provider, secrets);
      if (resolution.kind === 'configured') providers.push(resolution.settings);
      if (resolution.kind === 'wrong') faults.push({ name: provider.name, reason: resolution.reason });
    }
    return { providers, faults };
  }

  private resolve(provider: KnownProvider, { values }: OpenedSecrets): ProviderResolution {
    const { values: environment } = this.config.providerVariables;
    const resolution = resolveProvider(
      provider,
      (name) => environment.get(name),
      (name) => values.get(name),
    );
    if (resolution.kind !== 'configured' || !resolution.isUserAddress) return resolution;
    return { ...resolution, settings: { ...resolution.settings, fetch: this.guarded } };
  }
}

const wrong = (reason: string): ProviderResolution => ({ kind: 'wrong', reason });
