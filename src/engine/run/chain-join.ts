import { Failure } from '../failure.js';
import type { HandleState } from './handle-state.js';
import type { Join } from './join.js';
import { JoinEvent } from './join.js';
import { End, FAILED, NOTHING, SKIPPED } from './token.js';

/**
 * Pairs handles whose scopes lie in one line. The handles of the deepest scope lead: their tokens are taken together,
 * item by item. A handle of an enclosing scope holds its value until the iteration below it ends.
 */
export class ChainJoin implements Join {
  end = End.of(1, false);
  failure: Failure | null = null;
  private readonly leading: readonly HandleState[];
  private readonly holding: readonly HandleState[];
  private isDone = false;

  constructor(
    handles: readonly HandleState[],
    private readonly depth: number,
  ) {
    this.leading = handles.filter((handle) => handle.depth === depth);
    this.holding = handles.filter((handle) => handle.depth < depth);
  }

  poll(): JoinEvent {
    if (this.isDone) return JoinEvent.done;
    const held = this.loadHolding();
    if (held !== null) return held;
    const [first] = this.leading;
    // Without any edge the graph node fires once, from its own values.
    if (first === undefined) return this.finishStep(JoinEvent.fire);
    for (const { source } of this.leading) {
      const token = source.peek();
      if (token === NOTHING) return JoinEvent.wait;
      if (token === FAILED) return JoinEvent.failed;
    }
    const head = first.source.peek();
    return head instanceof End ? this.close(head) : this.takeItems();
  }

  private loadHolding(): JoinEvent | null {
    for (const handle of this.holding) {
      if (handle.isLoaded) continue;
      const token = handle.source.peek();
      if (token === NOTHING) return JoinEvent.wait;
      if (token === FAILED) return JoinEvent.failed;
      // The end of an enclosing iteration shows up on the leading handles as well and is taken there.
      if (!(token instanceof End)) handle.load();
    }
    return null;
  }

  private takeItems(): JoinEvent {
    for (const handle of this.leading) handle.load();
    if (this.leading.some(isAbsent) || this.holding.some(isAbsent)) return this.finishStep(JoinEvent.skip);
    const spoilt = this.leading.find(isSpoilt) ?? this.holding.find(isSpoilt);
    if (!(spoilt?.current instanceof Failure)) return this.finishStep(JoinEvent.fire);
    this.failure = spoilt.current;
    return this.finishStep(JoinEvent.spoilt);
  }

  private finishStep(event: JoinEvent): JoinEvent {
    this.isDone = this.depth === 0;
    return event;
  }

  private close(end: End): JoinEvent {
    for (const handle of this.holding) {
      if (handle.depth >= end.depth && handle.source.peek() === NOTHING) return JoinEvent.wait;
    }
    for (const { source } of this.leading) source.take();
    for (const handle of this.holding) {
      if (handle.depth >= end.depth) handle.source.take();
      if (handle.depth >= end.depth - 1) handle.isLoaded = false;
    }
    this.end = end;
    this.isDone = end.depth === 1;
    return JoinEvent.end;
  }
}

const isAbsent = ({ current }: HandleState): boolean => current === SKIPPED;

const isSpoilt = ({ current, catchesFailures }: HandleState): boolean => !catchesFailures && current instanceof Failure;
