import type { SyncMode } from '../graph.js';
import type { HandleState } from './handle-state.js';
import type { Join } from './join.js';
import { JoinEvent } from './join.js';
import type { Token } from './token.js';
import { End } from './token.js';

interface Group {
  readonly join: Join;
  readonly handles: readonly HandleState[];
  /** The group's latest combination: its handles may have gone on, to an item that gives no firing. */
  values: readonly Token[];
  /** True while the group's handles hold a combination. */
  hasCurrent: boolean;
  /** True when the group's iterations within the current shared step are over. */
  isOver: boolean;
  /** The end of a shared iteration that the group has reached. */
  sharedEnd: End | null;
}

/**
 * Combines independent iterations in an order that doesn't depend on timing. `on_any`: as soon as each has its first
 * item, the graph node fires, and again for each further item, taken from the groups in turn, with the latest of the
 * others. `zip_all`: the n-th items are paired, up to the shortest.
 */
export class MixJoin implements Join {
  end = End.of(1, false);
  readonly failure = null;
  private readonly groups: readonly Group[];
  private isPrimed = false;
  private turn = 0;
  private isDone = false;

  constructor(
    groups: readonly { readonly join: Join; readonly handles: readonly HandleState[] }[],
    private readonly sharedDepth: number,
    private readonly syncMode: SyncMode,
  ) {
    this.groups = groups.map((group) => ({ ...group, values: [], hasCurrent: false, isOver: false, sharedEnd: null }));
  }

  poll(): JoinEvent {
    if (this.isDone) return JoinEvent.done;
    if (!this.isPrimed) return this.prime();
    return this.syncMode === 'zip_all' ? this.prime() : this.takeTurn();
  }

  /** Gets one item of every group. */
  private prime(): JoinEvent {
    for (const group of this.groups) {
      if (group.hasCurrent || group.isOver || group.sharedEnd) continue;
      const event = this.advance(group);
      if (event !== null) return event;
    }
    if (this.groups.some(({ sharedEnd }) => sharedEnd)) return this.closeShared();
    if (this.groups.some(({ isOver }) => isOver)) return this.drain();
    this.isPrimed = true;
    this.turn = 0;
    if (this.syncMode === 'zip_all') for (const group of this.groups) group.hasCurrent = false;
    return this.fire();
  }

  /** Gets the next item of the group whose turn it is. */
  private takeTurn(): JoinEvent {
    while (this.groups.some(({ isOver }) => !isOver)) {
      const group = this.groups[this.turn % this.groups.length];
      if (group && !group.isOver) {
        const event = this.advance(group);
        if (event !== null) return event;
      }
      this.turn += 1;
      if (group && !group.isOver) return this.fire();
    }
    return this.drain();
  }

  /** Moves a group to its next combination or to the end of its iterations. */
  private advance(group: Group): JoinEvent | null {
    for (;;) {
      const event = group.join.poll();
      if (event === JoinEvent.wait || event === JoinEvent.failed) return event;
      // Failures end before they come to independent iterations (see `markGuarded`).
      if (event === JoinEvent.spoilt) return JoinEvent.failed;
      if (event === JoinEvent.fire) note(group);
      else if (event === JoinEvent.end) this.noteEnd(group);
      else if (event === JoinEvent.done) group.isOver = true;
      if (event === JoinEvent.fire || group.isOver || group.sharedEnd) return null;
    }
  }

  private fire(): JoinEvent {
    for (const { handles, values } of this.groups) {
      for (const [index, handle] of handles.entries()) handle.combined = values[index];
    }
    return JoinEvent.fire;
  }

  private noteEnd(group: Group): void {
    const { end } = group.join;
    if (end.depth === this.sharedDepth + 1) group.isOver = true;
    else if (end.depth <= this.sharedDepth) group.sharedEnd = end;
  }

  /** Lets all groups run out without firing, then closes the common iteration. */
  private drain(): JoinEvent {
    for (const group of this.groups) {
      while (!group.isOver) {
        const event = this.advance(group);
        if (event !== null) return event;
      }
    }
    return this.close(End.of(this.sharedDepth + 1, false));
  }

  private closeShared(): JoinEvent {
    return this.close(this.groups.find(({ sharedEnd }) => sharedEnd)?.sharedEnd ?? End.of(1, false));
  }

  private close(end: End): JoinEvent {
    for (const group of this.groups) Object.assign(group, { hasCurrent: false, isOver: false, sharedEnd: null });
    this.isPrimed = false;
    this.end = end;
    this.isDone = end.depth === 1;
    return JoinEvent.end;
  }
}

const note = (group: Group): void => {
  const isCombined = group.join instanceof MixJoin;
  group.values = group.handles.map(({ combined, current }) => (isCombined ? combined : current));
  group.hasCurrent = true;
};
