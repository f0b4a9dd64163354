import { Injectable } from '@nestjs/common';

import { AppConfig } from '../../config/app-config.js';
import { SecretService } from '../../model/secrets/secret.service.js';
import { NodeRegistryService } from '../../node-registry/node-registry.service.js';

/**
 * The secrets that a user's graphs may read: the user's own, and for the user of this machine also keys of its environment,
 * as far as a provider or a node type is known to need them. Other users' graphs never see the machine's keys: a graph can
 * show what it reads.
 */
@Injectable()
export class UserSecrets {
  private readonly known: ReadonlySet<string>;

  constructor(
    private readonly config: AppConfig,
    private readonly secrets: SecretService,
    registry: NodeRegistryService,
  ) {
    const ofProviders = config.providerVariables.providers.flatMap(({ keyVariables }) => keyVariables);
    const ofTypes = registry.catalogue.list().flatMap((type) => [...type.requiredSettings, ...type.optionalSettings]);
    this.known = new Set([...ofProviders, ...ofTypes]);
  }

  /**
   * Finds a value; null when there is none.
   *
   * @throws ProtocolError `CONFLICT` when the user's own can't be opened
   */
  async find(userId: string, name: string): Promise<string | null> {
    const { values, faults } = await this.secrets.open(userId, [name]);
    const fault = faults.get(name);
    if (fault) throw fault;
    return values.get(name) ?? this.ofMachine(userId, name);
  }

  /** Lists those of the names under which the user has a value. */
  async present(userId: string, names: readonly string[]): Promise<readonly string[]> {
    const own = new Set((await this.secrets.list(userId)).map(({ name }) => name));
    return names.filter((name) => own.has(name) || this.ofMachine(userId, name) !== null);
  }

  private ofMachine(userId: string, name: string): string | null {
    if (userId !== this.config.gatewayUserId || !this.known.has(name)) return null;
    const value = this.config.providerVariables.values.get(name) ?? process.env[name];
    return value === undefined || value.trim() === '' ? null : value.trim();
  }
}
