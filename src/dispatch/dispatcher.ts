import type { OnModuleInit } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { parseArguments } from './arguments.js';
import type { Caller, CommandUpdate } from './caller.js';
import { actingUser } from './caller.js';
import { CommandRegistry } from './command-registry.js';
import type { RegisteredCommand } from './command-registry.js';
import type { CommandDeclaration } from './command.decorator.js';
import { requireScope, scopeOfEffect } from './scope.js';

/** A command that someone wants to have executed. */
export interface CommandRequest {
  readonly command: string;
  /** Unchecked arguments; absent or null counts as none. */
  readonly args: unknown;
  readonly caller: Caller;
  readonly signal?: AbortSignal;
  /** Takes the steps of a command that runs a workflow. */
  readonly onUpdate?: ((update: CommandUpdate) => void) | undefined;
}

/** A command that was let through or refused. */
export interface ExecutedCommand {
  readonly command: RegisteredCommand;
  readonly args: unknown;
  readonly caller: Caller;
  /** Null when it succeeded. */
  readonly error: ProtocolError | null;
}

const never = new AbortController().signal;

/** The one place through which every door executes commands: one request in, exactly one answer or `ProtocolError` out. */
@Injectable()
export class Dispatcher implements OnModuleInit {
  private readonly logger = new Logger(Dispatcher.name);
  private onExecuted: (executed: ExecutedCommand) => void = () => undefined;

  constructor(private readonly registry: CommandRegistry) {}

  onModuleInit(): void {
    this.registry.scan();
  }

  /** Lists the commands that this process answers, by name. */
  commands(): readonly CommandDeclaration[] {
    return this.registry.list();
  }

  /** Tells somebody about every command that ends; there is one such listener. */
  watch(onExecuted: (executed: ExecutedCommand) => void): void {
    this.onExecuted = onExecuted;
  }

  /** Tells whether this process answers a command. */
  answers(name: string): boolean {
    return this.registry.find(name) !== undefined;
  }

  /** @throws ProtocolError `UNKNOWN_COMMAND` */
  get(name: string): RegisteredCommand {
    const command = this.registry.find(name);
    if (command) return command;
    throw this.unknown(name);
  }

  /**
   * Checks who calls and the arguments, and runs the command.
   *
   * @throws ProtocolError `UNKNOWN_COMMAND`, `INVALID_ARGUMENT` (naming every wrong argument), `FORBIDDEN`, what the command
   * itself refuses with, or `INTERNAL` with a `correlation_id` for a fault of this program
   */
  async dispatch(request: CommandRequest): Promise<Record<string, unknown>> {
    const command = this.get(request.command);
    const { args, caller } = request;
    try {
      const answer = await this.execute(command, request);
      this.onExecuted({ command, args, caller, error: null });
      return answer;
    } catch (reason) {
      const error = reason instanceof ProtocolError ? reason : this.fault(command, reason);
      this.onExecuted({ command, args, caller, error });
      throw error;
    }
  }

  private async execute(command: RegisteredCommand, request: CommandRequest): Promise<Record<string, unknown>> {
    const { args: raw, caller, signal = never, onUpdate } = request;
    const { name } = command;
    requireScope(caller.scopes, scopeOfEffect(command.effect), name);
    const args = parseArguments(name, command.args, raw);
    settleUser(args, raw, caller);
    // Spread: an answer is a fresh plain object, whatever class the handler built.
    return { ...(await command.run(args, { caller, signal, onUpdate })) };
  }

  private unknown(name: string): ProtocolError {
    const names = this.registry.list().map((command) => command.name);
    return new ProtocolError('UNKNOWN_COMMAND', `Unknown command: ${name}`, {
      hint: `Known commands: ${names.join(', ')}`,
    });
  }

  private fault(command: RegisteredCommand, error: unknown): ProtocolError {
    const correlationId = newId();
    const stack = error instanceof Error ? error.stack : String(error);
    this.logger.error('command failed unexpectedly', { command: command.name, correlation_id: correlationId, stack });
    return new ProtocolError(
      'INTERNAL',
      `Command ${command.name} failed by a fault of this program (${correlationId})`,
      {
        details: { correlation_id: correlationId },
        cause: error,
      },
    );
  }
}

/** A caller who names no user means the own one; a bound caller who names another user is refused. */
const settleUser = (args: object, raw: unknown, caller: Caller): void => {
  if (!('user_id' in args)) return;
  const named = (raw as { readonly user_id?: unknown } | null | undefined)?.user_id;
  Reflect.set(args, 'user_id', actingUser(caller, named === undefined || named === null ? null : String(args.user_id)));
};
