import { Injectable } from '@nestjs/common';

import type { OpenRun } from './open-run.js';

/** All runs that aren't over, in memory: by id, by the node that works on them, and in the order in which they wait. */
@Injectable()
export class RunBoard {
  private readonly runs = new Map<string, OpenRun>();
  private readonly byNode = new Map<string, Set<OpenRun>>();
  /** Waiting runs by priority; within one, in the order of their ids, which is that of their age. */
  private readonly waiting = new Map<number, Map<string, OpenRun>>();
  /** Greatest id that has joined the line of a priority. */
  private readonly newestId = new Map<number, string>();
  /** Runs that some node has refused. */
  private readonly refused = new Set<OpenRun>();
  private waitingCount = 0;

  get queuedCount(): number {
    return this.waitingCount;
  }

  get openCount(): number {
    return this.runs.size;
  }

  find(runId: string): OpenRun | null {
    return this.runs.get(runId) ?? null;
  }

  list(): IterableIterator<OpenRun> {
    return this.runs.values();
  }

  /** Lists the runs that a node works on. */
  listOf(nodeId: string): readonly OpenRun[] {
    return [...(this.byNode.get(nodeId) ?? [])];
  }

  /** Lists waiting runs in the order in which they are served: higher priority first, then the older. */
  *listWaiting(): Generator<OpenRun> {
    for (const priority of [...this.waiting.keys()].toSorted((a, b) => b - a)) {
      yield* this.waiting.get(priority)?.values() ?? [];
    }
  }

  /** Adds a run, or puts it where it belongs after a change of its status. */
  place(run: OpenRun): void {
    this.runs.set(run.id, run);
    if (run.status === 'queued') {
      this.leaveNode(run);
      this.queue(run);
    } else {
      this.unqueue(run);
      this.joinNode(run);
    }
  }

  /** Takes a run out of the waiting line, so that it is offered to no second node. */
  unqueue(run: OpenRun): void {
    if (this.waiting.get(run.priority)?.delete(run.id)) this.waitingCount -= 1;
  }

  /** Notes that a node refused a run, and until when that holds. */
  noteRefusal(run: OpenRun, nodeId: string, text: string, untilMs: number): void {
    run.refusals.set(nodeId, { text, untilMs });
    this.refused.add(run);
  }

  /** Forgets what a node refused: it has registered anew and may have changed. */
  clearRefusals(nodeId: string): void {
    for (const run of this.refused) {
      run.refusals.delete(nodeId);
      if (run.refusals.size === 0) this.refused.delete(run);
    }
  }

  /** Forgets a run that is over. */
  remove(run: OpenRun): void {
    this.unqueue(run);
    this.leaveNode(run);
    this.refused.delete(run);
    this.runs.delete(run.id);
  }

  private queue(run: OpenRun): void {
    const line = this.waiting.get(run.priority) ?? new Map<string, OpenRun>();
    if (line.has(run.id)) return;
    const isNewest = (this.newestId.get(run.priority) ?? '') < run.id;
    if (isNewest) this.newestId.set(run.priority, run.id);
    line.set(run.id, run);
    this.waitingCount += 1;
    this.waiting.set(run.priority, isNewest ? line : sortById(line));
  }

  private joinNode(run: OpenRun): void {
    const nodeId = run.current?.nodeId;
    if (nodeId === undefined) return;
    const set = this.byNode.get(nodeId) ?? new Set();
    set.add(run);
    this.byNode.set(nodeId, set);
  }

  private leaveNode(run: OpenRun): void {
    const nodeId = run.current?.nodeId;
    const set = nodeId === undefined ? undefined : this.byNode.get(nodeId);
    if (nodeId === undefined || !set?.delete(run)) return;
    if (set.size === 0) this.byNode.delete(nodeId);
  }
}

const sortById = (line: ReadonlyMap<string, OpenRun>): Map<string, OpenRun> =>
  new Map([...line].toSorted(([a], [b]) => (a < b ? -1 : 1)));
