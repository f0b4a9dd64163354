import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';

import type { CommandCall } from './caller.js';
import type { CommandDeclaration } from './command.decorator.js';
import { commandOf } from './command.decorator.js';

/** A command with the method that answers it. */
export interface RegisteredCommand extends CommandDeclaration {
  /** `Class.method`, for messages about it. */
  readonly owner: string;
  readonly run: (args: object, call: CommandCall) => Promise<object>;
}

/** Collects the `@Command` methods of every provider of the application. */
@Injectable()
export class CommandRegistry {
  private readonly commands = new Map<string, RegisteredCommand>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** Finds the command of that name. */
  find(name: string): RegisteredCommand | undefined {
    return this.commands.get(name);
  }

  /** Lists all commands by name. */
  list(): readonly RegisteredCommand[] {
    return [...this.commands.values()];
  }

  /**
   * Scans the providers; called once, when all of them exist.
   *
   * @throws Error that names both owners of every doubled name
   */
  scan(): void {
    const found = this.instances().flatMap((instance) => this.commandsOf(instance));
    const doubled = found.filter(({ name }, index) => found.findIndex((other) => other.name === name) !== index);
    if (doubled.length > 0) throw new Error(doubled.map((command) => clash(command, found)).join('\n'));
    this.commands.clear();
    for (const command of found.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
      this.commands.set(command.name, command);
  }

  /** One provider may be registered under several tokens; its commands count once. */
  private instances(): readonly object[] {
    const instances: unknown[] = this.discovery.getProviders().map((wrapper) => wrapper.instance as unknown);
    return [...new Set(instances)].filter(
      (instance): instance is object => typeof instance === 'object' && instance !== null,
    );
  }

  private commandsOf(instance: object): readonly RegisteredCommand[] {
    const prototype: unknown = Object.getPrototypeOf(instance);
    if (typeof prototype !== 'object' || prototype === null || prototype === Object.prototype) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler: unknown = Object.getOwnPropertyDescriptor(ownerOf(prototype, method), method)?.value;
      const declaration = commandOf(handler);
      if (!declaration || typeof handler !== 'function') return [];
      const owner = `${instance.constructor.name}.${method}`;
      // `@Command` only accepts methods of this signature.
      const run = handler.bind(instance) as RegisteredCommand['run'];
      return [{ ...declaration, owner, run }];
    });
  }
}

const ownerOf = (prototype: object, method: string): object => {
  let owner = prototype;
  while (!Object.hasOwn(owner, method)) owner = Object.getPrototypeOf(owner) as object;
  return owner;
};

const clash = (command: RegisteredCommand, all: readonly RegisteredCommand[]): string => {
  const owners = all
    .filter(({ name }) => name === command.name)
    .map(({ owner }) => owner)
    .sort();
  return `Command ${command.name} is claimed by ${owners.join(' and ')}: give one of them another name`;
};
