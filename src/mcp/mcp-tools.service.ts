import { Injectable, Logger } from '@nestjs/common';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';

import { newId } from '../common/ids.js';
import type { CommandUpdate } from '../dispatch/caller.js';
import { CommandCatalogue } from '../dispatch/command-catalogue.js';
import type { CommandDeclaration } from '../dispatch/command.decorator.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import type { RemoteAnswer } from '../dispatch/remote-commands.js';
import { RemoteCommands } from '../dispatch/remote-commands.js';
import { hasScope, scopeOfEffect } from '../dispatch/scope.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { McpIdentity } from './mcp-session.contract.js';
import { NODE_ID, toolOf, unknownTool } from './tool.js';

/** A call of a tool. */
export interface ToolCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly onUpdate?: (update: CommandUpdate) => void;
}

/** Every command that can be called from here as a tool: this process's own, and those of the machines that joined it. */
@Injectable()
export class McpTools {
  private readonly logger = new Logger(McpTools.name);

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly catalogue: CommandCatalogue,
    private readonly remote: RemoteCommands,
  ) {}

  /** Lists the tools that somebody may use now, by name. */
  async list(identity: McpIdentity): Promise<readonly Tool[]> {
    const names = [...new Set([...this.ownNames(), ...this.remoteNames(identity)])].sort();
    const isRemote = new Set(this.remoteNames(identity));
    const tools = await Promise.all(
      names.map(async (name) => {
        const command = await this.catalogue.find(name);
        if (!isUsable(command, identity)) return [];
        return command
          ? toolOf(command, { isHere: this.dispatcher.answers(name), isRemote: isRemote.has(name) })
          : unknownTool(name);
      }),
    );
    return tools.flat();
  }

  /** Tells whether a command can be called from here at all. */
  has(name: string, identity: McpIdentity): boolean {
    return this.dispatcher.answers(name) || this.remoteNames(identity).includes(name);
  }

  /**
   * Calls a command: here, or on the machine that the argument `node_id` names.
   *
   * @throws ProtocolError as the command does; anything unexpected becomes `INTERNAL` with an id for the log
   */
  async call(call: ToolCall, identity: McpIdentity): Promise<RemoteAnswer> {
    const command = await this.catalogue.find(call.name);
    if (!identity.mayWrite && command?.effect !== 'reads') {
      throw new ProtocolError('FORBIDDEN', `${call.name} changes something, and this session only reads`, {
        hint: 'Open the session without read_only (nodetool mcp --write), with a token that has the scope commands:write.',
      });
    }
    try {
      return await this.route(call, identity);
    } catch (error) {
      throw error instanceof ProtocolError ? error : this.fault(call.name, error);
    }
  }

  private async route({ name, args, signal, onUpdate }: ToolCall, identity: McpIdentity): Promise<RemoteAnswer> {
    const { caller } = identity;
    const { [NODE_ID]: nodeId, ...rest } = args;
    const { port } = this.remote;
    if (port && (nodeId !== undefined || !this.dispatcher.answers(name))) {
      return await port.call({ command: name, args: rest, caller, nodeId: checkedNodeId(nodeId), signal, onUpdate });
    }
    const watch = this.cancelling(identity, rest, signal, onUpdate);
    const result = await this.dispatcher.dispatch({ command: name, args, caller, signal, onUpdate: watch });
    return { nodeId: null, result };
  }

  /** Whoever cancels the call wants its job to stop too; which job that is, its first step says. */
  private cancelling(
    { caller }: McpIdentity,
    { user_id }: ToolCall['args'],
    signal: AbortSignal,
    onUpdate: ToolCall['onUpdate'],
  ): (update: CommandUpdate) => void {
    let jobId: unknown;
    const cancel = (): void => {
      if (jobId === undefined) return;
      const args = { job_id: jobId, ...(user_id !== undefined && { user_id }) };
      this.dispatcher.dispatch({ command: 'cancel_job', args, caller }).catch((error: unknown) => {
        this.logger.warn('job not cancelled', { reason: String(error) });
      });
    };
    signal.addEventListener('abort', cancel, { once: true });
    return (update) => {
      const isFirst = jobId === undefined;
      jobId = update['job_id'];
      if (isFirst && signal.aborted) cancel();
      onUpdate?.(update);
    };
  }

  private ownNames(): readonly string[] {
    return this.dispatcher.commands().map(({ name }) => name);
  }

  private remoteNames({ caller }: McpIdentity): readonly string[] {
    return this.remote.port?.list(caller.userIds) ?? [];
  }

  private fault(name: string, error: unknown): ProtocolError {
    const correlationId = newId();
    this.logger.error('tool failed unexpectedly', error, { command: name, correlation_id: correlationId });
    return new ProtocolError('INTERNAL', `${name} failed by a fault of this program (${correlationId})`, {
      details: { correlation_id: correlationId },
      cause: error,
    });
  }
}

const isUsable = (command: CommandDeclaration | undefined, { caller, mayWrite }: McpIdentity): boolean =>
  hasScope(caller.scopes, scopeOfEffect(command?.effect)) && (mayWrite || command?.effect === 'reads');

const checkedNodeId = (nodeId: unknown): string => {
  if (nodeId === undefined || nodeId === null) return 'any';
  if (typeof nodeId === 'string' && nodeId !== '') return nodeId;
  throw new ProtocolError('INVALID_ARGUMENT', `${NODE_ID} must be the id of a machine, or any`, {
    problems: [{ field: NODE_ID, message: 'must be the id of a machine, or any' }],
  });
};
