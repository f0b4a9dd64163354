import { setMaxListeners } from 'node:events';

import type { Resumption, SuspendOptions } from '../checkpoint/suspension.js';
import { SuspensionRequest } from '../checkpoint/suspension.js';
import type { EngineUpdate, NodePost } from '../engine-update.js';
import type { Nesting } from '../inner/nesting.js';
import type { LogSeverity } from '../log-severity.js';
import type { NodeContext } from '../node-context.js';
import type { PlannedNode } from '../plan/planned-graph.js';
import type { NodeRuns } from '../services/node-runs.js';
import type { ResultCache } from '../result-cache.js';
import type { NodeServices } from '../services/node-services.js';

/** What a run lends to its graph nodes. */
export interface RunEnvironment {
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly random: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly emit: (update: EngineUpdate) => void;
  readonly services: NodeServices;
  /** Results of earlier firings, for the types that allow it; null keeps none. */
  readonly cache: ResultCache | null;
  readonly nesting: Nesting;
  /** Gives a firing its own runs; null where nothing runs inside of one. */
  readonly inside: ((caller: Caller) => NodeRuns) | null;
}

/** The graph node inside of whose firing something runs. */
export interface Caller {
  readonly environment: RunEnvironment;
  /** Aborted when the firing is to end. */
  readonly signal: AbortSignal;
  readonly graphNodeId: string;
  readonly title: string;
  /** Keeps a value for the user. */
  readonly save: (name: string, value: unknown) => void;
}

/** The context of one graph node; firings of a graph node come one after the other, so one object serves them all. */
export class ActorContext implements NodeContext {
  dynamicInputs: Readonly<Record<string, unknown>>;
  resumption: Resumption | null = null;
  private firingSignal: AbortSignal | null = null;
  private ownRuns: NodeRuns | null = null;

  constructor(
    private readonly node: PlannedNode,
    private readonly environment: RunEnvironment,
    private readonly keep: (name: string, value: unknown) => void,
    private readonly runsUntil: (signal: AbortSignal) => NodeRuns,
  ) {
    this.dynamicInputs = node.dynamicInputs;
  }

  get dynamicOutputs(): readonly string[] {
    return Object.keys(this.node.graphNode.dynamicOutputs);
  }

  get outputKinds(): NodeContext['outputKinds'] {
    return Object.fromEntries(this.node.outputs.map(({ name, kind }) => [name, kind]));
  }

  get dynamicOutputTypes(): PlannedNode['graphNode']['dynamicOutputs'] {
    return this.node.graphNode.dynamicOutputs;
  }

  get signal(): AbortSignal {
    return this.firingSignal ?? this.environment.signal;
  }

  /** Runs that end with the firing that asks for them. */
  get runs(): NodeRuns {
    return (this.ownRuns ??= this.runsUntil(this.signal));
  }

  /** Lets the current firing end before the run does; null when it has ended. */
  limitTo(signal: AbortSignal | null): void {
    this.firingSignal = signal && AbortSignal.any([signal, this.environment.signal]);
    if (this.firingSignal) setMaxListeners(0, this.firingSignal);
    this.ownRuns = null;
  }

  /** True in a run inside of another graph node's firing. */
  get isInside(): boolean {
    return this.environment.nesting.depth > 0;
  }

  get graphNodeId(): string {
    return this.node.graphNode.id;
  }

  get assets(): NodeServices['assets'] {
    return this.environment.services.assets;
  }

  get http(): NodeServices['http'] {
    return this.environment.services.http;
  }

  get workspace(): NodeServices['workspace'] {
    return this.environment.services.workspace;
  }

  get secrets(): NodeServices['secrets'] {
    return this.environment.services.secrets;
  }

  get models(): NodeServices['models'] {
    return this.environment.services.models;
  }

  get collections(): NodeServices['collections'] {
    return this.environment.services.collections;
  }

  get programs(): NodeServices['programs'] {
    return this.environment.services.programs;
  }

  get workflows(): NodeServices['workflows'] {
    return this.environment.services.workflows;
  }

  post(update: NodePost): void {
    this.environment.emit({ ...update, node_id: this.graphNodeId });
  }

  save(name: string, value: unknown): void {
    this.keep(name, value);
  }

  progress(progress: number, total: number, chunk = ''): void {
    this.environment.emit({ type: 'node_progress', node_id: this.graphNodeId, progress, total, chunk });
  }

  log(content: string, severity: LogSeverity = 'info'): void {
    const { title } = this.node;
    this.environment.emit({ type: 'log_update', node_id: this.graphNodeId, node_name: title, content, severity });
  }

  now(): Date {
    return this.environment.now();
  }

  random(): number {
    return this.environment.random();
  }

  randomBytes(count: number): Uint8Array {
    return this.environment.randomBytes(count);
  }

  suspend(options: SuspendOptions): never {
    throw new SuspensionRequest(options);
  }

  sleep(ms: number): Promise<void> {
    const { signal } = this;
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal.reason instanceof Error ? signal.reason : new Error('the run was cancelled'));
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}
