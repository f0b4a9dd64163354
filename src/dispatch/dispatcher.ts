import type { OnModuleInit } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { parseArguments } from './arguments.js';
import type { Caller } from './caller.js';
import { DEFAULT_USER_ID } from './caller.js';
import { CommandRegistry } from './command-registry.js';
import type { RegisteredCommand } from './command-registry.js';
import type { ArgsClass } from './command.decorator.js';

/** What callers may know about a command. */
export interface CommandInfo {
  readonly name: string;
  readonly summary: string;
  readonly args: ArgsClass;
}

/** A command that someone wants to have executed. */
export interface CommandRequest {
  readonly command: string;
  /** Unchecked arguments; absent or null counts as none. */
  readonly args: unknown;
  readonly caller: Caller;
  readonly signal?: AbortSignal;
}

const never = new AbortController().signal;

/** The one place through which every door executes commands: one request in, exactly one answer or `ProtocolError` out. */
@Injectable()
export class Dispatcher implements OnModuleInit {
  private readonly logger = new Logger(Dispatcher.name);

  constructor(private readonly registry: CommandRegistry) {}

  onModuleInit(): void {
    this.registry.scan();
  }

  /** Lists the commands that this process answers, by name. */
  commands(): readonly CommandInfo[] {
    return this.registry.list();
  }

  /**
   * Checks the arguments and runs the command.
   *
   * @throws ProtocolError `UNKNOWN_COMMAND`, `INVALID_ARGUMENT` (naming every wrong argument), `FORBIDDEN`, what the command
   * itself refuses with, or `INTERNAL` with a `correlation_id` for a fault of this program
   */
  async dispatch({
    command: name,
    args: raw,
    caller,
    signal = never,
  }: CommandRequest): Promise<Record<string, unknown>> {
    const command = this.registry.find(name);
    if (!command) throw this.unknown(name);
    const args = parseArguments(name, command.args, raw);
    settleUser(args, raw, caller);
    try {
      // Spread: an answer is a fresh plain object, whatever class the handler built.
      return { ...(await command.run(args, { caller, signal })) };
    } catch (error) {
      throw error instanceof ProtocolError ? error : this.fault(command, error);
    }
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
const settleUser = (args: object, raw: unknown, { userIds, defaultUserId }: Caller): void => {
  if (!('user_id' in args)) return;
  const named = (raw as { readonly user_id?: unknown } | null | undefined)?.user_id;
  if (named === undefined || named === null) Reflect.set(args, 'user_id', ownUser(userIds, defaultUserId));
  if (userIds !== null && !userIds.includes(String(args.user_id))) {
    throw new ProtocolError('FORBIDDEN', `This token does not act for user ${String(args.user_id)}`);
  }
};

const ownUser = (userIds: Caller['userIds'], wanted = DEFAULT_USER_ID): string =>
  userIds === null || userIds.includes(wanted) ? wanted : (userIds[0] ?? wanted);
