import { Injectable } from '@nestjs/common';

import type { CommandDeclaration } from './command.decorator.js';
import { findDeclared } from './command.decorator.js';
import { CommandRegistry } from './command-registry.js';
import type { Scopes } from './scope.js';
import { requireScope, scopeOfEffect } from './scope.js';

/** Knows what commands declare about themselves, also those that only other processes of this program answer. */
@Injectable()
export class CommandCatalogue {
  private load: () => Promise<unknown> = () => Promise.resolve();
  private loaded: Promise<unknown> | null = null;

  constructor(private readonly registry: CommandRegistry) {}

  /** Says how the modules of commands that this process doesn't answer are loaded; it happens once, when first needed. */
  useSource(load: () => Promise<unknown>): void {
    this.load = load;
  }

  /** Finds a command of this program; undefined for one that only a newer or another program has. */
  async find(name: string): Promise<CommandDeclaration | undefined> {
    const own = this.registry.find(name);
    if (own) return own;
    await (this.loaded ??= this.load());
    return findDeclared(name);
  }

  /**
   * Checks whether somebody may call a command that another process answers.
   *
   * @throws ProtocolError `FORBIDDEN` that names the scope
   */
  async requireScope(scopes: Scopes, name: string): Promise<void> {
    if (scopes === null) return;
    requireScope(scopes, scopeOfEffect((await this.find(name))?.effect), name);
  }
}
