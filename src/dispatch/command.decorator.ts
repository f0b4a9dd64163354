import 'reflect-metadata';

import type { Static, TObject, TProperties } from 'typebox';

import type { ErrorCode } from '../protocol/error-codes.js';
import type { CommandCall } from './caller.js';
import type { CommandEffect } from './scope.js';

/** A class whose instances hold a command's arguments; its fields carry the decorators of `fields.ts`. */
export type ArgsClass<A extends object = object> = new () => A;

/** What a command declares about itself. */
export interface CommandOptions<A extends object = object, R extends TObject = TObject> {
  readonly args: ArgsClass<A>;
  /** One sentence in the third person: what the command does. */
  readonly summary: string;
  /** Schema of the result; OpenAPI, MCP and the reference are made from it. */
  readonly result: R;
  readonly effect: CommandEffect;
  /** Codes that it may answer besides those of every command (`INVALID_ARGUMENT`, `FORBIDDEN`, `INTERNAL`). */
  readonly errors?: readonly ErrorCode[];
  /** Arguments of a call that a reader may try. */
  readonly example: Readonly<Record<string, unknown>>;
}

/** A command as its decorator recorded it. */
export interface CommandDeclaration extends CommandOptions {
  readonly name: string;
}

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** What a handler answers; an empty schema stands for any object. */
type ResultOf<R extends TObject> = TProperties extends R['properties'] ? object : DeepReadonly<Static<R>>;

type Handler<A extends object, R extends TObject> = (args: A, call: CommandCall) => Promise<ResultOf<R>>;

const COMMAND = Symbol('nodetool:command');
const declared = new Map<string, CommandDeclaration>();

/**
 * Makes a method of a Nest provider a command: from this alone it is dispatched, advertised and documented.
 * The method gets checked arguments and answers an object.
 *
 * @param name snake_case name on the wire; a name that two methods claim stops the start
 */
export const Command =
  <A extends object, R extends TObject>(name: string, options: CommandOptions<A, R>) =>
  <M extends Handler<A, R>>(_target: object, _key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void => {
    const declaration: CommandDeclaration = { name, ...options };
    declared.set(name, declaration);
    Reflect.defineMetadata(COMMAND, declaration, descriptor.value ?? _target);
  };

/** Finds what a command declares about itself, in every module that has been loaded so far; it need not be provided here. */
export const findDeclared = (name: string): CommandDeclaration | undefined => declared.get(name);

/** Reads what `@Command` recorded on a method; `undefined` for every other value. */
export const commandOf = (method: unknown): CommandDeclaration | undefined => {
  if (typeof method !== 'function') return undefined;
  const declaration: unknown = Reflect.getMetadata(COMMAND, method);
  // Only the decorator above writes under this symbol.
  return declaration as CommandDeclaration | undefined;
};
