import type { Reduction } from '../behaviour.js';
import type { Failure } from '../failure.js';
import type { Inputs } from '../node-type.js';
import type { ActorParts } from './actor-parts.js';
import type { Firing } from './firing.js';
import type { Settling } from './settling.js';
import { SKIPPED } from './token.js';

/** What a graph node that folds iterations has taken in of the current one: one firing for all of its items. */
export class Fold {
  private taken: { readonly state: unknown; readonly inputs: Inputs } | null = null;
  /** Why the current iteration can't be folded, or null. */
  private spoilt: Failure | null = null;
  /** True while an iteration that was taken in whole is being finished. */
  private isFinishing = false;

  constructor(
    private readonly reduction: Reduction,
    private readonly parts: ActorParts,
    private readonly firing: Firing,
    private readonly settling: Settling,
  ) {}

  /** Takes an item in. */
  add(inputs: Inputs): void {
    if (this.taken) this.addTo(this.taken.state, inputs);
    else this.firing.begin(inputs, () => this.addTo(this.reduction.start(inputs), inputs));
  }

  /** A step that has no item: outside of any iteration there is nothing to wait for then. */
  skip(): void {
    if (this.isOutside) this.close(false);
  }

  /**
   * A step that could not be made spoils the iteration that it belongs to.
   *
   * @returns false when the iteration had been taken in: then the fold itself has failed
   */
  spoil(failure: Failure): boolean {
    if (this.isFinishing) {
      this.isFinishing = false;
      return false;
    }
    this.spoilt ??= failure;
    this.skip();
    return true;
  }

  /** Gives what came of the iteration. */
  close(isSkipped: boolean): void {
    const { spoilt, taken } = this;
    this.spoilt = null;
    this.taken = null;
    if (isSkipped || spoilt) return this.parts.outputs.broadcast(spoilt ?? SKIPPED);
    if (taken) return this.finish(taken.state, taken.inputs);
    // An iteration without items is folded too, from the graph node's own values.
    const { inputs } = this.parts.node;
    this.firing.begin(inputs, () => this.finish(this.reduction.start(inputs), inputs));
  }

  private get isOutside(): boolean {
    return this.parts.node.join.scope.length === 0;
  }

  private addTo(state: unknown, inputs: Inputs): void {
    const { add, handle } = this.reduction;
    this.settling.whenSettled(add(state, inputs[handle], this.parts.context), (next) => this.keep(next, inputs));
  }

  private keep(state: unknown, inputs: Inputs): void {
    this.taken = { state, inputs };
    this.parts.control?.orders.answer({});
    this.skip();
  }

  private finish(state: unknown, inputs: Inputs): void {
    this.isFinishing = true;
    this.settling.whenSettled(this.reduction.finish(state, inputs, this.parts.context), (result) => {
      this.isFinishing = false;
      this.firing.forward(result);
    });
  }
}
