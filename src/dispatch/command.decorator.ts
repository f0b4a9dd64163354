import 'reflect-metadata';

import type { CommandCall } from './caller.js';

/** A class whose instances hold a command's arguments; its fields carry the decorators of `fields.ts`. */
export type ArgsClass<A extends object = object> = new () => A;

/** What a command declares about itself. */
export interface CommandOptions<A extends object = object> {
  readonly args: ArgsClass<A>;
  /** One sentence in the third person: what the command does. */
  readonly summary: string;
}

/** A command as its decorator recorded it. */
export interface CommandDeclaration extends CommandOptions {
  readonly name: string;
}

type Handler<A extends object> = (args: A, call: CommandCall) => Promise<object>;

const COMMAND = Symbol('nodetool:command');

/**
 * Makes a method of a Nest provider a command: from this alone it is dispatched, advertised and documented.
 * The method gets checked arguments and answers an object.
 *
 * @param name snake_case name on the wire; a name that two methods claim stops the start
 */
export const Command =
  <A extends object>(name: string, options: CommandOptions<A>) =>
  <M extends Handler<A>>(_target: object, _key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void => {
    Reflect.defineMetadata(COMMAND, { name, ...options }, descriptor.value ?? _target);
  };

/** Reads what `@Command` recorded on a method; `undefined` for every other value. */
export const commandOf = (method: unknown): CommandDeclaration | undefined => {
  if (typeof method !== 'function') return undefined;
  const declaration: unknown = Reflect.getMetadata(COMMAND, method);
  // Only the decorator above writes under this symbol.
  return declaration as CommandDeclaration | undefined;
};
