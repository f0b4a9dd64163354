import type { Failure } from '../failure.js';
import type { Outputs } from '../node-type.js';
import type { Outlet } from '../run/output-ports.js';
import type { Token } from '../run/token.js';

/**
 * The outputs of a graph node with several controllers: what comes of one controller's orders travels on after what
 * comes of the orders of those before it, whoever was faster.
 */
export class LaneOutputs implements Outlet {
  private readonly kept: (() => void)[][];
  private inTurn = 0;

  /** @param lane place of the controller for whom the graph node works */
  constructor(
    private readonly outputs: Outlet,
    laneCount: number,
    private readonly lane: () => number,
  ) {
    this.kept = Array.from({ length: laneCount }, () => []);
  }

  get areFull(): boolean {
    return this.outputs.areFull;
  }

  /** Lets the controllers up to this place send; 0 begins anew. */
  turn(lane: number): void {
    this.inTurn = lane;
    for (const actions of this.kept.slice(0, lane + 1)) for (const action of actions.splice(0)) action();
  }

  /** Does something now, or when the controller's turn comes. */
  whenInTurn(action: () => void): void {
    const kept = this.kept[this.lane()];
    if (!kept || this.lane() <= this.inTurn) action();
    else kept.push(action);
  }

  send(outputs: Outputs): void {
    this.whenInTurn(() => this.outputs.send(outputs));
  }

  sendItem(item: Outputs): void {
    this.whenInTurn(() => this.outputs.sendItem(item));
  }

  endStream(): void {
    this.whenInTurn(() => this.outputs.endStream());
  }

  skip(): void {
    this.whenInTurn(() => this.outputs.skip());
  }

  spoil(failure: Failure): void {
    this.whenInTurn(() => this.outputs.spoil(failure));
  }

  broadcast(token: Token): void {
    this.outputs.broadcast(token);
  }

  replay(tokens: Readonly<Record<string, readonly Token[]>>): void {
    this.outputs.replay(tokens);
  }

  noted(outputs: Outputs): Outputs {
    return this.outputs.noted(outputs);
  }

  recalled(outputs: Outputs): Outputs {
    return this.outputs.recalled(outputs);
  }
}
