import { Injectable } from '@nestjs/common';

import type { ConnectedNode } from './connected-node.js';
import type { Session } from './session.js';
import { SessionOwners } from './session-owner.js';

/** All open sessions, and the one that speaks for each connected node. */
@Injectable()
export class SessionRegistry {
  private readonly open = new Set<Session>();
  private readonly byNodeId = new Map<string, Session>();
  private nodes: readonly ConnectedNode[] | null = null;

  constructor(private readonly owners: SessionOwners) {}

  /** Number of registered nodes. */
  get nodeCount(): number {
    return this.byNodeId.size;
  }

  add(session: Session): void {
    this.open.add(session);
  }

  /** Makes a session the one of its node. */
  register(session: Session, node: ConnectedNode): void {
    session.node = node;
    this.byNodeId.set(node.nodeId, session);
    this.nodes = null;
  }

  /** Finds the session of a connected node. */
  find(nodeId: string): Session | null {
    return this.byNodeId.get(nodeId) ?? null;
  }

  list(): IterableIterator<Session> {
    return this.open.values();
  }

  /** Lists the connected nodes; the list is rebuilt only after a change. */
  listNodes(): readonly ConnectedNode[] {
    this.nodes ??= [...this.byNodeId.values()].flatMap(({ node }) => node ?? []);
    return this.nodes;
  }

  /** Takes out a session that is over. A newer session of the same node stays untouched. */
  remove(session: Session): void {
    if (!this.open.delete(session) || !session.node) return;
    if (this.byNodeId.get(session.node.nodeId) === session) {
      this.byNodeId.delete(session.node.nodeId);
      this.nodes = null;
    }
    this.owners.gone(session);
  }
}
