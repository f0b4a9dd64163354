import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';

import type { Caller } from '../../dispatch/caller.js';
import { CommandCatalogue } from '../../dispatch/command-catalogue.js';
import type { RemoteAnswer, RemoteCommandPort, RemoteRequest } from '../../dispatch/remote-commands.js';
import { RemoteCommands } from '../../dispatch/remote-commands.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { actingUser } from '../api/visible-users.js';
import { isCleanName } from '../clean-text.js';
import type { NodeEntry } from '../directory/node-directory.service.js';
import { NodeDirectory } from '../directory/node-directory.service.js';
import { servesUser } from '../run/choose-node.js';
import { SessionRegistry } from '../session/session-registry.js';
import { CommandRelay } from './command-relay.service.js';
import type { ServingNode } from './command-user.js';
import { commandUser } from './command-user.js';
import { RunCalls } from './run-calls.service.js';
import { seedArguments } from './seed-arguments.js';

/** Stands for a machine of the hub's choice. */
export const ANY_NODE = 'any';

/** Milliseconds that a caller who can say when it has waited enough gets; as long as a REST caller may ask for. */
const PATIENT_MS = 600_000;
const RUN_WORKFLOW = 'run_workflow';

/** Who shall execute a command, and for whom. */
export interface CommandTarget {
  readonly nodeId: string;
  readonly userId: string | null;
  /** True for a caller who may see the rows of certain users only. */
  readonly isCallerBound: boolean;
}

type Identity = Pick<Caller, 'userIds' | 'scopes'>;

/** Decides who may call which command of which machine, for every door of the hub. */
@Injectable()
export class CommandCalls implements RemoteCommandPort, OnModuleInit {
  constructor(
    private readonly relay: CommandRelay,
    private readonly directory: NodeDirectory,
    private readonly sessions: SessionRegistry,
    private readonly runs: RunCalls,
    private readonly catalogue: CommandCatalogue,
    private readonly remote: RemoteCommands,
  ) {}

  onModuleInit(): void {
    this.remote.attach(this);
  }

  list(userIds: readonly string[] | null): readonly string[] {
    const nodes = this.sessions
      .listNodes()
      .filter((node) => userIds === null || userIds.some((userId) => servesUser(node, userId)));
    return [...new Set(nodes.flatMap(({ facts }) => facts.commands))].sort();
  }

  /** A workflow runs as a run of the hub, so that it outlives its node and can wait for one. */
  async call({ command, args, caller, nodeId, signal, onUpdate }: RemoteRequest): Promise<RemoteAnswer> {
    if (command === RUN_WORKFLOW) {
      await this.catalogue.requireScope(caller.scopes, command);
      if (nodeId !== ANY_NODE) await this.getVisible(nodeId, caller);
      return await this.runs.call({ args, caller, nodeId: nodeId === ANY_NODE ? null : nodeId, signal, onUpdate });
    }
    const target = await this.target(nodeId, command, args, caller);
    return { nodeId: target.nodeId, result: await this.send(target, command, args, PATIENT_MS) };
  }

  /**
   * Finds the machine for a command.
   *
   * @throws ProtocolError `FORBIDDEN` for a user or a scope that the caller lacks, `NOT_FOUND` for a machine that it can't
   *   see, `NO_ELIGIBLE_NODE` when none can answer
   */
  async target(
    nodeId: string,
    command: string,
    args: Readonly<Record<string, unknown>>,
    caller: Identity,
  ): Promise<CommandTarget> {
    await this.catalogue.requireScope(caller.scopes, command);
    const named = namedUser(args);
    const isCallerBound = caller.userIds !== null;
    if (nodeId === ANY_NODE) {
      const userId = actingUser(caller, named);
      return { nodeId: this.relay.choose(command, userId), userId, isCallerBound };
    }
    const node = servingNode(await this.getVisible(nodeId, caller));
    return { nodeId, userId: commandUser(caller.userIds, named, node), isCallerBound };
  }

  /**
   * Sends a command to its machine; `timeoutMs` is the caller's patience.
   *
   * @throws ProtocolError as the machine answers, `FORBIDDEN` where a node of the seed can't keep users apart
   */
  async send(
    { nodeId, userId, isCallerBound }: CommandTarget,
    command: string,
    args: Readonly<Record<string, unknown>>,
    timeoutMs?: number,
  ): Promise<Record<string, unknown>> {
    const { node, mode } = this.sessions.find(nodeId) ?? {};
    const given = node && mode === 'seed' ? seedArguments({ command, args, userId, isCallerBound }, node) : args;
    return await this.relay.send(nodeId, command, given, { userId, ...(timeoutMs !== undefined && { timeoutMs }) });
  }

  /** @throws ProtocolError `NOT_FOUND`, also for a machine that works for none of the caller's users */
  async getVisible(nodeId: string, caller: Pick<Caller, 'userIds'>): Promise<NodeEntry> {
    const entry = isCleanName(nodeId) ? await this.directory.find(nodeId) : null;
    if (entry && isVisible(entry, caller)) return entry;
    throw new ProtocolError('NOT_FOUND', `Node ${nodeId.slice(0, 64)} not found`, {
      hint: 'GET /api/v1/nodes lists the nodes that have joined.',
    });
  }
}

/** A caller whose token is bound to users sees the nodes that work for one of them. */
export const isVisible = (entry: NodeEntry, { userIds }: Pick<Caller, 'userIds'>): boolean =>
  userIds === null || userIds.some((userId) => servesUser(servingNode(entry), userId));

/** A connected machine is judged by its session, one that is away by its last one. */
const servingNode = ({ row, session }: NodeEntry): ServingNode => session?.node ?? row;

const namedUser = ({ user_id: named }: Readonly<Record<string, unknown>>): string | undefined => {
  if (named === undefined || named === null) return undefined;
  if (typeof named === 'string') return named;
  throw new ProtocolError('INVALID_ARGUMENT', 'user_id must be a text', {
    problems: [{ field: 'user_id', message: 'must be a text' }],
  });
};
