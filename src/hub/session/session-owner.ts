import { Injectable } from '@nestjs/common';

import type { InflightItem } from '../../protocol/node-messages.js';
import type { ReconcileOrder } from './reconcile-order.js';
import { orderForUnclaimed } from './reconcile-order.js';
import type { Session } from './session.js';

/** A part of the hub that has something to do with a node's coming and going. */
export interface SessionOwner {
  /** Says what to do with a request that a returning node still holds; null when it is none of this part's. */
  orderFor?(session: Session, item: InflightItem): ReconcileOrder | null;
  /** A node has registered; `inflight` is null for peers that don't say what they hold. */
  onRegistered?(session: Session, inflight: readonly InflightItem[] | null): void;
  /** The node's load or readiness has changed. */
  onLoad?(session: Session): void;
  /** A registered session is over. */
  onGone?(session: Session): void;
}

/** The parts of the hub that take care of sessions; each attaches itself at its start. */
@Injectable()
export class SessionOwners {
  private readonly owners: SessionOwner[] = [];

  attach(owner: SessionOwner): void {
    this.owners.push(owner);
  }

  /** Asks every part in turn; what nobody claims is stopped or forgotten. */
  orderFor(session: Session, item: InflightItem): ReconcileOrder {
    for (const owner of this.owners) {
      const order = owner.orderFor?.(session, item);
      if (order) return order;
    }
    return orderForUnclaimed(item);
  }

  registered(session: Session, inflight: readonly InflightItem[] | null): void {
    for (const owner of this.owners) owner.onRegistered?.(session, inflight);
  }

  loadChanged(session: Session): void {
    for (const owner of this.owners) owner.onLoad?.(session);
  }

  gone(session: Session): void {
    for (const owner of this.owners) owner.onGone?.(session);
  }
}
