import type { EngineUpdate } from '../engine-update.js';
import type { LogSeverity, NodeContext } from '../node-context.js';
import type { PlannedNode } from '../plan/planned-graph.js';

/** What a run lends to its graph nodes. */
export interface RunEnvironment {
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly random: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly emit: (update: EngineUpdate) => void;
}

/** The context of one graph node; firings of a graph node come one after the other, so one object serves them all. */
export class ActorContext implements NodeContext {
  dynamicInputs: Readonly<Record<string, unknown>>;
  readonly dynamicOutputs: readonly string[];

  constructor(
    private readonly node: PlannedNode,
    private readonly environment: RunEnvironment,
  ) {
    this.dynamicInputs = node.dynamicInputs;
    this.dynamicOutputs = Object.keys(node.graphNode.dynamicOutputs);
  }

  get signal(): AbortSignal {
    return this.environment.signal;
  }

  get graphNodeId(): string {
    return this.node.graphNode.id;
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

  sleep(ms: number): Promise<void> {
    const { signal } = this.environment;
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
