import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { newId } from '../../common/ids.js';
import { NodeIdentity } from '../../job/node-identity.service.js';
import { NodeRegistryService } from '../../node-registry/node-registry.service.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { WorkspaceFolders } from '../services/workspace-folders.service.js';
import type { StoredWorkflow } from '../stored-workflow.js';
import { WorkflowChanges } from '../workflow-changes.js';
import { WorkflowService } from '../workflow.service.js';
import { TriggerEventRepository } from './trigger-event.repository.js';
import type { TriggerListener } from './trigger-listener.js';
import { listen } from './trigger-listener.js';
import { TriggerRuns } from './trigger-runs.service.js';
import type { SourceProblem, TriggerSource } from './trigger-sources.js';
import { readSources } from './trigger-sources.js';
import { hashToken, newToken } from './trigger-token.js';
import type { EventReceipt, NewTriggerEvent, Overlap } from './trigger.contract.js';
import type { TriggerRow } from './trigger.entity.js';
import { TriggerRepository } from './trigger.repository.js';

/** Workflows that one machine keeps switched on. */
const MAX_ON = 500;
/** Events of one workflow that may wait for their jobs. */
const MAX_PENDING = 1000;
const RETRY_MS = 5000;

/** A workflow that this process waits for. */
export interface ActiveTrigger {
  readonly row: TriggerRow;
  readonly sources: readonly TriggerSource[];
  readonly problems: readonly SourceProblem[];
  readonly listeners: readonly TriggerListener[];
}

/** How a workflow is to be switched on. */
export interface StartOptions {
  readonly overlap: Overlap;
  readonly catchUp: boolean;
  readonly wantsNewToken: boolean;
}

/** Keeps workflows that begin by events: waits for what their triggers ask for, and writes each event down. */
@Injectable()
export class TriggerService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(TriggerService.name);
  private readonly active = new Map<string, ActiveTrigger>();
  private readonly unwatch: () => void;
  /** Switching on and off, one after the other. */
  private turn: Promise<unknown> = Promise.resolve();
  private isOpen = false;

  constructor(
    private readonly triggers: TriggerRepository,
    private readonly events: TriggerEventRepository,
    private readonly runs: TriggerRuns,
    private readonly workflows: WorkflowService,
    private readonly registry: NodeRegistryService,
    private readonly identity: NodeIdentity,
    private readonly folders: WorkspaceFolders,
    changes: WorkflowChanges,
  ) {
    this.unwatch = changes.watch((workflowId) => {
      if (this.isOpen)
        this.inTurn(() => this.refresh(workflowId)).catch((error: unknown) => this.note(workflowId, error));
    });
  }

  /** Takes up what was switched on before this process began, and the events that the last one left. */
  async open(): Promise<void> {
    this.isOpen = true;
    for (const row of await this.triggers.listOfMachine(this.identity.nodeId)) {
      await this.inTurn(() => this.refresh(row.workflowId)).catch((error: unknown) => this.note(row.workflowId, error));
      await this.runs.recover(row);
    }
  }

  /**
   * Switches a workflow on; one that is on begins anew.
   *
   * @returns the token that its webhooks ask for, where one was made: it is not shown again
   * @throws ProtocolError `INVALID_ARGUMENT` with everything that stands in the way, `FORBIDDEN` when it isn't the user's own
   */
  start(workflowId: string, userId: string, options: StartOptions): Promise<{ readonly token: string | null }> {
    return this.inTurn(async () => {
      const workflow = await this.getOwned(workflowId, userId);
      const { sources, problems } = readSources(workflow.graph, this.registry.catalogue);
      if (problems.length > 0) throw refusal(workflow.id, problems);
      const known = await this.triggers.find(workflow.id);
      await this.assertRoom(known);
      const needsToken = sources.some(({ kind, inputs }) => kind === 'webhook' && !inputs['secret']);
      const token = options.wantsNewToken || (needsToken && !known?.tokenHash) ? newToken() : null;
      const row: TriggerRow = {
        workflowId: workflow.id,
        userId,
        nodeId: this.identity.nodeId,
        isOn: true,
        overlap: options.overlap,
        catchUp: options.catchUp,
        tokenHash: token === null ? (known?.tokenHash ?? null) : hashToken(token),
        startedAt: Date.now(),
      };
      await this.closeListeners(workflow.id);
      await this.triggers.switchOn(
        row,
        sources.map(({ graphNodeId }) => graphNodeId),
      );
      const { problems: found } = await this.activate(row, sources, true);
      if (found.length === 0) return { token };
      await this.switchOff(workflow.id);
      throw refusal(workflow.id, found);
    });
  }

  /** Switches a workflow off; events that were acknowledged still get their jobs. */
  stop(workflowId: string, userId: string): Promise<boolean> {
    return this.inTurn(async () => {
      await this.getOwn(workflowId, userId);
      return this.switchOff(workflowId);
    });
  }

  /** @throws ProtocolError `NOT_FOUND` when the workflow was never switched on here by this user */
  async getOwn(workflowId: string, userId: string): Promise<TriggerRow> {
    const row = await this.triggers.find(workflowId);
    if (row?.userId === userId) return row;
    throw new ProtocolError('NOT_FOUND', `Workflow ${workflowId} has no trigger that was switched on`, {
      hint: 'Switch it on with start_trigger.',
    });
  }

  /** A workflow that is switched on and waited for by this process. */
  findActive(workflowId: string): ActiveTrigger | null {
    return this.active.get(workflowId) ?? null;
  }

  /** Writes an event down; from then on it will have its job. */
  async take(workflowId: string, event: NewTriggerEvent): Promise<EventReceipt> {
    const active = this.active.get(workflowId);
    const source = active?.sources.find(({ graphNodeId }) => graphNodeId === event.graphNodeId);
    if (!active || !source) return { outcome: 'off' };
    const eventId = newId();
    const isAdded = await this.events.add(workflowId, eventId, event, conditionsOf(active.row, source), Date.now());
    if (isAdded) {
      this.runs.wake(workflowId);
      return { outcome: 'accepted', eventId };
    }
    return this.explain(active, source, event.key);
  }

  /** Before the jobs are told to stop. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isOpen = false;
    this.unwatch();
    this.runs.close();
    await Promise.all([...this.active.keys()].map((workflowId) => this.closeListeners(workflowId)));
  }

  /** Takes over what has become of a workflow. */
  private async refresh(workflowId: string): Promise<void> {
    const row = await this.triggers.find(workflowId);
    if (row?.nodeId !== this.identity.nodeId) return;
    await this.closeListeners(workflowId);
    const workflow = await this.workflows.find(workflowId, null);
    if (!workflow) return this.triggers.remove(workflowId);
    if (!row.isOn) return;
    const { sources, problems } = readSources(workflow.graph, this.registry.catalogue);
    await this.triggers.addSources(
      workflowId,
      sources.map(({ graphNodeId }) => graphNodeId),
    );
    const active = await this.activate(row, sources, false, problems);
    for (const { message } of active.problems) this.note(workflowId, message);
  }

  private async activate(
    row: TriggerRow,
    sources: readonly TriggerSource[],
    isFresh: boolean,
    known: readonly SourceProblem[] = [],
  ): Promise<ActiveTrigger> {
    const { workflowId, userId } = row;
    const listeners: TriggerListener[] = [];
    const problems: SourceProblem[] = [...known];
    const slots = new Map((await this.triggers.sourcesOf(workflowId)).map((one) => [one.graphNodeId, one.lastSlot]));
    // Events may come in before all listeners stand.
    const active = { row, sources: known.length === 0 ? sources : [], problems, listeners };
    this.active.set(workflowId, active);
    for (const source of active.sources) {
      try {
        const listener = await listen({
          source,
          startedAt: row.startedAt,
          lastSlot: slots.get(source.graphNodeId) ?? null,
          catchUp: row.catchUp,
          isFresh,
          workspace: () => this.folders.find({ jobId: '', userId, workflowId }),
          report: async (event) => (await this.take(workflowId, event)).outcome !== 'off',
          onError: (error) => this.note(workflowId, error),
        });
        if (listener) listeners.push(listener);
      } catch (error) {
        problems.push({
          graphNodeId: source.graphNodeId,
          message: error instanceof Error ? error.message : String(error),
        });
      }
    }
    return active;
  }

  private async switchOff(workflowId: string): Promise<boolean> {
    await this.closeListeners(workflowId);
    return this.triggers.switchOff(workflowId);
  }

  private async closeListeners(workflowId: string): Promise<void> {
    const active = this.active.get(workflowId);
    this.active.delete(workflowId);
    await Promise.all(active?.listeners.map((listener) => listener.close()) ?? []);
  }

  /** Why an event wasn't written. */
  private async explain({ row }: ActiveTrigger, source: TriggerSource, key: string): Promise<EventReceipt> {
    const { workflowId } = row;
    const known = await this.triggers.findEvent(workflowId, source.graphNodeId, key);
    if (known) return { outcome: 'duplicate', eventId: known.eventId };
    const current = await this.triggers.find(workflowId);
    const counts = (await this.triggers.sourcesOf(workflowId)).find((one) => one.graphNodeId === source.graphNodeId);
    const isSpent = source.maxEvents > 0 && (counts?.eventCount ?? 0) >= source.maxEvents;
    if (current?.isOn !== true || isSpent) return { outcome: 'off' };
    const { pending } = await this.triggers.countsOf(workflowId);
    return { outcome: pending >= MAX_PENDING ? 'full' : 'skipped' };
  }

  private async getOwned(workflowId: string, userId: string): Promise<StoredWorkflow> {
    const workflow = await this.workflows.get(workflowId, userId);
    if (workflow.userId === userId) return workflow;
    throw new ProtocolError('FORBIDDEN', `Workflow ${workflowId} is not your own: only its owner switches it on`, {
      hint: 'Make a workflow of your own from it with create_workflow.',
    });
  }

  private async assertRoom(known: TriggerRow | null): Promise<void> {
    if (known?.isOn === true && known.nodeId !== this.identity.nodeId) {
      throw new ProtocolError('CONFLICT', `Workflow ${known.workflowId} is switched on at the node ${known.nodeId}`, {
        hint: 'Switch it off there first, with stop_trigger.',
      });
    }
    if (known?.isOn === true || (await this.triggers.countOn(this.identity.nodeId)) < MAX_ON) return;
    throw new ProtocolError('QUEUE_FULL', `${MAX_ON} workflows are switched on already`, { retryAfterMs: RETRY_MS });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private note(workflowId: string, error: unknown): void {
    this.logger.warn('a trigger has a problem', {
      workflow_id: workflowId,
      error: error instanceof Error ? error.message : String(error),
    });
  }
}

const conditionsOf = ({ nodeId, overlap }: TriggerRow, { kind, maxEvents }: TriggerSource) => ({
  nodeId,
  maxEvents,
  maxPending: MAX_PENDING,
  onlyWhenIdle: overlap === 'skip',
  // A workflow that takes longer than its interval has one beat waiting, not ever more.
  onlyOneWaiting: kind === 'interval',
});

const refusal = (workflowId: string, problems: readonly SourceProblem[]): ProtocolError =>
  new ProtocolError('INVALID_ARGUMENT', `Workflow ${workflowId} can't be switched on: ${problems[0]?.message ?? ''}`, {
    problems: problems.map(({ graphNodeId, message }) => ({
      field: graphNodeId === null ? 'graph' : `graph.nodes.${graphNodeId}`,
      message,
    })),
  });
