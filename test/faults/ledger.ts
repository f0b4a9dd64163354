import { join } from 'node:path';

import type { Evidence, Execution, Outcome, RunEvent, Submission } from './evidence.js';
import { isOver } from './evidence.js';
import { Journal } from './journal.js';
import type { Stage } from './stage.js';
import { pause, until } from './stage.js';

/** Work that a caller asks for. */
export interface WorkOrder {
  readonly retry?: 'never' | 'safe';
  readonly steps?: number;
  readonly stepMs?: number;
  /** Characters that each step adds to its line of the log. */
  readonly padding?: number;
  readonly nodeId?: string;
  readonly timeoutMs?: number;
  /** How long a node that doesn't know the node type shall pretend to work. */
  readonly delayMs?: number;
}

interface ShownRun {
  readonly id: string;
  readonly status: string;
  readonly node_id: string | null;
  readonly attempt: number;
  readonly finished_at: string | null;
  readonly result: { readonly out?: { readonly execution?: string } } | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

const RETRY_MS = 50;
const POLL_MS = 100;
const PAGE = 1000;

/** A caller of the hub who writes down what it was promised and what came of it, and never gives up asking. */
export class Ledger {
  /** What a scenario wants to tell beside the table's numbers. */
  readonly notes: string[] = [];
  /** What a scenario itself found wrong. */
  readonly violations: string[] = [];
  private readonly accepted: Journal<Submission>;
  private readonly outcomes: Journal<Outcome>;
  /** Also written by the nodes. */
  private readonly work: Journal<Execution>;
  private readonly pending: Promise<void>[] = [];
  private count = 0;

  constructor(
    private readonly stage: Stage,
    private readonly name: string,
    private readonly deadlineMs: number,
  ) {
    const path = (kind: string): string => join(stage.folder, `${name}-${kind}.jsonl`);
    this.accepted = new Journal(path('accepted'));
    this.outcomes = new Journal(path('outcomes'));
    this.work = new Journal(path('work'));
  }

  /** Hands work in until the hub has taken it; resolves with the run's id. Its outcome is awaited in the background. */
  async submit(order: WorkOrder = {}): Promise<string> {
    this.count += 1;
    const submission = await this.handIn(`${this.name}-${this.count}`, order);
    this.accepted.write(submission);
    this.pending.push(this.follow(submission));
    return submission.id;
  }

  /** The same for many, at the same time. */
  submitAll(count: number, order: (index: number) => WorkOrder = () => ({})): Promise<readonly string[]> {
    const work = Promise.all(Array.from({ length: count }, (_none, index) => this.submit(order(index))));
    // Whoever begins it may break something first and wait for it later, or never.
    work.catch(() => undefined);
    return work;
  }

  async cancel(runId: string): Promise<void> {
    await until(
      `the hub takes the cancel of ${runId}`,
      async () => (await this.stage.ask('POST', `/runs/${runId}/cancel`)) !== null,
      this.deadlineMs,
    );
  }

  /** Waits until a run has a status. */
  async untilStatus(runId: string, ...statuses: readonly string[]): Promise<void> {
    const isThere = async (): Promise<boolean> =>
      statuses.includes((await this.stage.ask<ShownRun>('GET', `/runs/${runId}`))?.status ?? '');
    await until(`run ${runId} is ${statuses.join(' or ')}`, isThere, this.deadlineMs);
  }

  /** Waits until a run is at an attempt. */
  async untilAttempt(runId: string, attempt: number): Promise<void> {
    const isThere = async (): Promise<boolean> =>
      (await this.stage.ask<ShownRun>('GET', `/runs/${runId}`))?.attempt === attempt;
    await until(`run ${runId} is at attempt ${attempt}`, isThere, this.deadlineMs);
  }

  /** Waits until a run is over. */
  async untilOver(runId: string): Promise<void> {
    const isThere = async (): Promise<boolean> =>
      isOver((await this.stage.ask<ShownRun>('GET', `/runs/${runId}`))?.status ?? '');
    await until(`run ${runId} is over`, isThere, this.deadlineMs);
  }

  /** Notes an execution of a node that keeps no journal itself. */
  noteExecution(entry: Execution): void {
    this.work.write(entry);
  }

  executions(): readonly Execution[] {
    return this.work.read();
  }

  /** Waits until so many executions have begun, or ended. */
  async untilExecutions(kind: Execution['kind'], count: number): Promise<void> {
    const isThere = (): boolean => this.executions().filter((one) => one.kind === kind).length >= count;
    await until(`${count} executions have ${kind}`, isThere, this.deadlineMs);
  }

  /** Waits for every outcome, reads each a second time, and closes the books. */
  async close(): Promise<Evidence> {
    await Promise.all(this.pending);
    const submissions = this.accepted.read();
    const events = new Map<string, readonly RunEvent[]>();
    for (const submission of submissions) {
      await this.note(submission);
      events.set(submission.id, await this.readEvents(submission.id));
    }
    const evidence = {
      submissions,
      outcomes: this.outcomes.read(),
      executions: this.executions(),
      events,
      nodeOfPid: this.stage.nodeOfPid,
    };
    for (const journal of [this.accepted, this.outcomes, this.work]) journal.close();
    return evidence;
  }

  private async handIn(
    tag: string,
    { retry = 'never', steps = 3, stepMs = 20, padding = 0, nodeId, timeoutMs, delayMs }: WorkOrder,
  ): Promise<Submission> {
    const data = { journal: this.work.path, tag, steps, step_ms: stepMs, padding };
    const body = {
      graph: workGraph(data),
      params: { tag, ...(delayMs !== undefined && { delay_ms: delayMs }) },
      retry,
      ...(nodeId !== undefined && { node_id: nodeId }),
      ...(timeoutMs !== undefined && { timeout_ms: timeoutMs }),
    };
    const endMs = performance.now() + this.deadlineMs;
    for (;;) {
      const run = await this.stage.ask<ShownRun>('POST', '/runs', body, {
        'idempotency-key': `${this.stage.folder} ${tag}`,
      });
      if (run) return { tag, id: run.id, retry, steps };
      if (performance.now() > endMs) throw new Error(`the hub took ${tag} never`);
      await pause(RETRY_MS);
    }
  }

  private async follow(submission: Submission): Promise<void> {
    const endMs = performance.now() + this.deadlineMs;
    while (performance.now() < endMs) {
      if (await this.note(submission)) return;
      await pause(POLL_MS);
    }
  }

  /** Writes down how a run stands, if it is over. */
  private async note({ tag, id }: Submission): Promise<boolean> {
    const run = await this.stage.ask<ShownRun>('GET', `/runs/${id}`);
    if (!run || !isOver(run.status)) return false;
    const { status, attempt, node_id: node, finished_at: finishedAt } = run;
    const execution = run.result?.out?.execution ?? null;
    this.outcomes.write({ tag, id, status, attempt, node, finishedAt, execution, error: run.error?.message ?? null });
    return true;
  }

  private async readEvents(id: string): Promise<readonly RunEvent[]> {
    const events: RunEvent[] = [];
    for (;;) {
      const after = events.at(-1)?.seq ?? 0;
      const page = await this.stage.ask<{ readonly events: readonly RunEvent[] }>(
        'GET',
        `/runs/${id}/events?after=${after}&limit=${PAGE}`,
      );
      events.push(...(page?.events ?? []));
      if ((page?.events.length ?? 0) < PAGE) return events;
    }
  }
}

const workGraph = (data: Readonly<Record<string, unknown>>): object => ({
  nodes: [
    { id: 'work', type: 'faults.Work', data },
    { id: 'out', type: 'nodetool.output.Output', data: { name: 'out' } },
  ],
  edges: [{ id: 'e', source: 'work', sourceHandle: 'output', target: 'out', targetHandle: 'value' }],
});
