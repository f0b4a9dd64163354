import type { Checkpoint } from '../../engine/checkpoint/checkpoint.js';
import type { TriggerEvent } from '../../engine/trigger-event.js';
import type { WorkflowName } from '../../engine/inner/nesting.js';
import type { EngineUpdate } from '../../engine/engine-update.js';
import type { JobFailure } from '../workflow-runner.contract.js';
import type { CarrierEvents, EngineCarrier } from './engine-carrier.js';
import { isCallReport } from './call-messages.js';
import type { EngineHalt, RunWorld, ThreadReport } from './engine-messages.js';
import { CANCELLED_ENDING, failedEnding } from './engine-messages.js';
import { killGroup } from './process-group.js';
import { noteProgram } from './running-programs.js';
import type { ServiceOpeners } from './run-services.js';
import { ServiceDesk } from './service-desk.js';

/** What a host is given to run. */
export interface EngineOrder {
  readonly graph: unknown;
  readonly params: Readonly<Record<string, unknown>>;
  /** The stored workflow that the graph belongs to: it is refused inside of itself. */
  readonly workflow?: WorkflowName | null;
  /** The event that begins the run. */
  readonly trigger?: TriggerEvent | null;
  /** Folder for the files of the job; without one its graph nodes have none. */
  readonly workFolder?: string;
  /** What is done for the run; what isn't there is refused. */
  readonly services?: ServiceOpeners;
  /** Names of the secrets that are there; null when the graph needs none. */
  readonly secretNames?: readonly string[] | null;
  readonly onUpdates: (updates: readonly EngineUpdate[]) => void;
  /** Keeps the run's checkpoints; without it none are made. */
  readonly journal?: EngineJournal | null;
}

/** Where a run's checkpoints come from and go to. */
export interface EngineJournal {
  /** What an interrupted run left, oldest first. */
  readonly restored: readonly Checkpoint[];
  keep(checkpoints: readonly Checkpoint[]): void;
  /** Resolves when everything that was kept so far would survive a crash; rejects when it can't be stored. */
  commit(): Promise<void>;
}

/** A run that occupies a host. */
export interface EngineRun {
  /** Resolves when the host is free again (or gone); never rejects. */
  readonly done: Promise<EngineHalt>;
  /** Asks the run to stop, and takes its carrier away when it hasn't done so after the grace. */
  cancel(graceMs: number): void;
}

/** What a host is made of. */
export interface HostOptions {
  readonly carry: (events: CarrierEvents) => EngineCarrier;
  /** Heap that a run may fill, in MiB; a run that needs more fails alone. */
  readonly maxHeapMb: number;
  /** Default: no network and no programs. */
  readonly world?: RunWorld;
}

interface ActiveRun {
  readonly order: EngineOrder;
  readonly desk: ServiceDesk;
  /** Programs that the run has started and that haven't ended. */
  readonly programs: Set<number>;
  readonly resolve: (halt: EngineHalt) => void;
  isCancelled: boolean;
  /** When the carrier is taken away from it. */
  endsAt: number;
  graceTimer?: NodeJS.Timeout;
}

/** A place where graphs run, one at a time, whatever carries them. */
export class EngineHost {
  private readonly carrier: EngineCarrier;
  private run: ActiveRun | null = null;
  private isGone = false;

  constructor(
    private readonly options: HostOptions,
    onGone: (host: EngineHost) => void,
  ) {
    this.carrier = options.carry({
      onReport: (report) => this.take(report),
      onEnd: (failure) => {
        onGone(this);
        this.leave(failure);
      },
    });
    this.carrier.hold(false);
  }

  /** True when it can take a run. */
  get isIdle(): boolean {
    return this.run === null && !this.isGone;
  }

  /** Starts a run; the host must be idle. */
  start(order: EngineOrder): EngineRun {
    const { promise, resolve } = deferred<EngineHalt>();
    const desk = new ServiceDesk(order.services ?? {}, (answer) => this.carrier.send(answer));
    const run: ActiveRun = { order, desk, programs: new Set(), resolve, isCancelled: false, endsAt: Infinity };
    this.run = run;
    this.carrier.hold(true);
    this.launch(order);
    return { done: promise, cancel: (graceMs) => this.cancel(run, graceMs) };
  }

  /** Ends the host, with whatever it does. */
  async stop(): Promise<void> {
    if (this.run) this.run.isCancelled = true;
    await this.carrier.end();
  }

  /** @throws Error when the order holds what can't be copied */
  private launch({ graph, params, journal, ...order }: EngineOrder): void {
    try {
      this.carrier.send({
        kind: 'run',
        graph,
        params,
        workflow: order.workflow ?? null,
        trigger: order.trigger ?? null,
        maxHeapMb: this.options.maxHeapMb,
        workFolder: order.workFolder ?? '',
        world: this.options.world ?? NO_WORLD,
        secretNames: order.secretNames ?? null,
        checkpoints: journal?.restored ?? null,
      });
    } catch (error) {
      this.run = null;
      this.retire();
      throw error;
    }
  }

  private cancel(run: ActiveRun, graceMs: number): void {
    if (this.run !== run) return;
    if (!run.isCancelled) {
      run.isCancelled = true;
      run.desk.close();
      this.carrier.send({ kind: 'cancel' });
    }
    const endsAt = performance.now() + graceMs;
    if (endsAt >= run.endsAt) return;
    clearTimeout(run.graceTimer);
    run.endsAt = endsAt;
    run.graceTimer = setTimeout(() => void this.carrier.end(), graceMs);
  }

  private take(report: ThreadReport): void {
    const { run } = this;
    if (!run) return;
    if (isCallReport(report)) return run.desk.take(report);
    if (report.kind === 'program') return noteProgram(run.programs, report);
    if (report.kind === 'checkpoints') return void this.keep(run.order, report);
    const count = report.updates.length;
    try {
      if (report.kind === 'updates' && report.checkpoints) run.order.journal?.keep(report.checkpoints);
      if (count > 0) run.order.onUpdates(report.updates);
    } finally {
      if (report.kind === 'ended') this.settle(run.isCancelled ? CANCELLED_ENDING : report.ending);
      else this.carrier.send({ kind: 'taken', count });
    }
  }

  private async keep(
    { journal }: EngineOrder,
    { checkpoints, commitId }: Extract<ThreadReport, { kind: 'checkpoints' }>,
  ): Promise<void> {
    journal?.keep(checkpoints);
    if (commitId === null) return;
    let error: string | null = null;
    try {
      await journal?.commit();
    } catch (fault) {
      error = fault instanceof Error ? fault.message : String(fault);
    }
    if (!this.isGone) this.carrier.send({ kind: 'committed', commitId, error });
  }

  private leave(failure: JobFailure): void {
    this.isGone = true;
    this.settle(this.run?.isCancelled === true ? CANCELLED_ENDING : failedEnding(failure));
  }

  private settle(halt: EngineHalt): void {
    const { run } = this;
    if (!run) return;
    clearTimeout(run.graceTimer);
    run.desk.close();
    for (const pid of run.programs) killGroup(pid);
    this.run = null;
    if (!this.isGone) this.carrier.hold(false);
    // What filled the memory may still be reachable there: the next job gets a place of its own.
    const isOverfull = halt.status === 'failed' && halt.error?.code === 'TOO_LARGE';
    if (this.carrier.isDisposable || isOverfull) this.retire();
    run.resolve(halt);
  }

  private retire(): void {
    this.isGone = true;
    void this.carrier.end();
  }
}

const NO_WORLD: RunWorld = { outbound: { mode: 'listed', allow: [] }, programs: {} };

const deferred = <T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } => {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
};
