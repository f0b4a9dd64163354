import { isRecord } from '../../common/json.js';
import type { Outputs } from '../node-type.js';
import type { Token } from '../run/token.js';
import { End, FAILED, NOTHING } from '../run/token.js';
import type { TokenSource } from '../run/token-queue.js';
import type { OrderLine } from './order-line.js';

/** The orders of one controller. */
interface Lane {
  readonly line: OrderLine;
  readonly index: number;
  /** Orders that were taken so far. */
  count: number;
  /** The end of the current iteration, once it was reached. */
  end: End | null;
  hasFailed: boolean;
  /** True after an order to stop: what the controller still orders is refused. */
  isStopped: boolean;
}

/** An order that the graph node works on. */
interface Order {
  readonly lane: Lane;
  readonly event: Token;
  /** Number of its firing: the same whatever the timing of several controllers. */
  readonly firing: number;
}

/**
 * Brings the control edges of a graph node together. The orders of one controller are taken first in, first out; the
 * controllers follow one another, in the graph's order. Only an order that its controller waits for goes before its turn.
 */
export class OrderSource implements TokenSource {
  /** Place of the controller that gave the last order; 0 where their iteration ends, which belongs to all of them. */
  lane = 0;
  private readonly lanes: readonly Lane[];
  private order: Order | null = null;
  private isAnswered = true;

  /**
   * @param depth depth of the iteration that the orders are
   * @param mayOvertake false when the graph node's state depends on the order of firings
   * @param onTurn told the controller whose orders are in turn, by its place
   */
  constructor(
    lines: readonly OrderLine[],
    private readonly depth: number,
    private readonly mayOvertake: boolean,
    private readonly onTurn: (lane: number) => void,
  ) {
    this.lanes = lines.map((line, index) => {
      return { line, index, count: 0, end: null, hasFailed: false, isStopped: false };
    });
  }

  /** Number of the firing that the last order asked for. */
  get firing(): number {
    return this.order?.firing ?? 0;
  }

  /** True while some controller waits for the graph node. */
  get isAwaited(): boolean {
    return this.lanes.some(({ line }) => line.isAwaited);
  }

  /** True while a controller waits for what comes of the current order. */
  get isAnswering(): boolean {
    return !this.isAnswered && this.order !== null && this.order.lane.line.isCalled(this.order.event);
  }

  /** Tells the controller what came of its order. */
  answer(outputs: Outputs): void {
    if (this.isAnswered || !this.order) return;
    this.isAnswered = true;
    this.order.lane.line.answer(this.order.event, outputs);
  }

  /** Tells the controller why nothing came of its order. */
  refuse(error: Error): void {
    if (this.isAnswered || !this.order) return;
    this.isAnswered = true;
    this.order.lane.line.refuse(this.order.event, error);
  }

  peek(): Token {
    for (const lane of this.lanes) settleLane(lane, this.depth);
    const inTurn = this.lanes.find((lane) => !isOver(lane));
    if (!inTurn) return this.closing();
    this.onTurn(inTurn.index);
    const next = this.nextLane(inTurn);
    return next ? next.line.edge.queue.peek() : NOTHING;
  }

  take(): Token {
    const token = this.peek();
    const inTurn = this.lanes.find((lane) => !isOver(lane));
    if (!inTurn) {
      for (const lane of this.lanes) lane.end = null;
      this.lane = 0;
      this.onTurn(0);
      return token;
    }
    const lane = this.nextLane(inTurn);
    if (!lane) return NOTHING;
    lane.line.edge.queue.take();
    this.lane = lane.index;
    this.order = { lane, event: token, firing: lane.count * this.lanes.length + lane.index };
    this.isAnswered = false;
    lane.count += 1;
    return token;
  }

  private nextLane(inTurn: Lane): Lane | undefined {
    if (hasOrder(inTurn)) return inTurn;
    if (!this.mayOvertake) return undefined;
    return this.lanes.find((lane) => !isOver(lane) && lane.line.isAwaited && hasOrder(lane));
  }

  private closing(): Token {
    this.onTurn(this.lanes.length);
    if (this.lanes.some(({ hasFailed }) => hasFailed)) return FAILED;
    const depth = this.lanes[0]?.end?.depth ?? this.depth;
    return End.of(
      depth,
      this.lanes.every(({ end }) => end?.isSkipped),
    );
  }
}

const isOver = ({ end, hasFailed }: Lane): boolean => end !== null || hasFailed;

const hasOrder = ({ line }: Lane): boolean => isRecord(line.edge.queue.peek());

/** Takes what is no order to run: closed iterations, stops, and what comes after one. */
const settleLane = (lane: Lane, depth: number): void => {
  const { line } = lane;
  while (!isOver(lane)) {
    const token = line.edge.queue.peek();
    if (token === NOTHING) return;
    if (token === FAILED) {
      lane.hasFailed = true;
    } else if (token instanceof End) {
      line.edge.queue.take();
      // Deeper ends close iterations of the controller's own, which its orders are laid flat over.
      if (token.depth <= depth) lane.end = token;
    } else {
      const isStop = isRecord(token) && token['event_type'] === 'stop';
      if (!isStop && !lane.isStopped) return;
      lane.isStopped = true;
      line.edge.queue.take();
      const { target } = line.edge.plan.edge;
      line.refuse(token, new Error(`Graph node ${target} has already completed: its controller has sent a stop`));
    }
  }
};
