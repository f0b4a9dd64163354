import type { OutputTape } from '../checkpoint/output-tape.js';
import { CONTROL_HANDLE } from '../graph.js';
import type { PlannedEdge, PlannedNode, PlannedOutput } from '../plan/planned-graph.js';
import { describeNode } from '../resolved-graph.js';
import type { Subordination } from '../run/actor-parts.js';
import type { EdgeState } from '../run/edge-state.js';
import type { Outlet } from '../run/output-ports.js';
import { OutputPorts } from '../run/output-ports.js';
import { ControllerOutputs } from './controller-outputs.js';
import { LaneOutputs } from './lane-outputs.js';
import { OrderLine } from './order-line.js';
import { OrderSource } from './order-source.js';

/** What a graph node sends to, and what makes it fire besides its inputs. */
export interface Wiring {
  readonly outputs: Outlet;
  /** Null when it controls nothing. */
  readonly controller: ControllerOutputs | null;
  /** Null when nothing controls it. */
  readonly control: Subordination | null;
}

/** The control edges of one run: who waits for whom. */
export class ControlRoom {
  private readonly lines = new Map<PlannedEdge, OrderLine>();
  private readonly controllers = new Map<PlannedNode, readonly OrderLine[]>();

  constructor(private readonly edgeOf: (edge: PlannedEdge) => EdgeState) {}

  /** Graph nodes that wait for what comes of an order. */
  waiting(): readonly PlannedNode[] {
    if (this.controllers.size === 0) return NOBODY;
    return [...this.controllers].filter(([, lines]) => lines.some(({ isAwaited }) => isAwaited)).map(([node]) => node);
  }

  wire(node: PlannedNode, tape: OutputTape | null): Wiring {
    const { outputs, controller } = this.wireOutputs(node, tape);
    const handle = node.handles.find(({ name }) => name === CONTROL_HANDLE);
    if (!handle) return { outputs, controller, control: null };
    const lines = handle.edges.map((edge) => this.lineOf(edge));
    const { kind } = node.nodeType.behaviour;
    const mayOvertake = kind !== 'reduce' && kind !== 'scan';
    // Orders that a firing gives can't be put off until its turn comes: then turns follow arrival.
    if (lines.length === 1 || controller) {
      const orders = new OrderSource(lines, handle.scope.length, mayOvertake, () => {});
      return { outputs, controller, control: { orders, lanes: null } };
    }
    const orders = new OrderSource(lines, handle.scope.length, mayOvertake, (lane) => lanes.turn(lane));
    const lanes = new LaneOutputs(outputs, lines.length, () => orders.lane);
    return { outputs: lanes, controller, control: { orders, lanes } };
  }

  /** A graph node is over: orders for it are refused. */
  close({ handles, graphNode }: PlannedNode, hasFailed: boolean): void {
    const fate = hasFailed ? 'has failed' : 'has already completed';
    this.closeLines(handles, () => new Error(`${describeNode(graphNode)} ${fate}: it takes no more orders`));
  }

  /** Whoever still waits is told why nothing comes. */
  cancel(reason: Error): void {
    for (const line of this.lines.values()) line.close(reason);
  }

  /** Nothing moves, and somebody waits: refuses one order, so that its controller can go on. False when nobody waits. */
  giveUp(): boolean {
    const line = [...this.lines.values()].find(({ isAwaited }) => isAwaited);
    if (!line) return false;
    const { target } = line.edge.plan.edge;
    line.refuseFirst(
      new Error(`Graph node ${target} can not carry out an order: it waits for a value that never comes`),
    );
    return true;
  }

  private wireOutputs(node: PlannedNode, tape: OutputTape | null): Pick<Wiring, 'outputs' | 'controller'> {
    const { role } = node.nodeType;
    const edgesOf = ({ edges }: PlannedOutput): readonly EdgeState[] => edges.map(this.edgeOf);
    const isResult = role === 'output' || role === 'preview';
    const depth = node.join.scope.length;
    if (node.orders.length === 0) {
      return { outputs: new OutputPorts(node.outputs, edgesOf, depth, tape, isResult), controller: null };
    }
    const lines = node.orders.map((edge) => this.lineOf(edge));
    this.controllers.set(node, lines);
    const controller = new ControllerOutputs({ outputs: node.outputs, edgesOf, depth, tape, isResult }, lines);
    return { outputs: controller, controller };
  }

  private closeLines(handles: PlannedNode['handles'], errorOf: () => Error): void {
    for (const { name, edges } of handles) {
      if (name === CONTROL_HANDLE) for (const edge of edges) this.lineOf(edge).close(errorOf());
    }
  }

  private lineOf(edge: PlannedEdge): OrderLine {
    const known = this.lines.get(edge);
    if (known) return known;
    const line = new OrderLine(this.edgeOf(edge));
    this.lines.set(edge, line);
    return line;
  }
}

const NOBODY: readonly PlannedNode[] = [];
