import { Injectable } from '@nestjs/common';

import { AuditLog } from '../../audit/audit-log.service.js';
import type { Session } from './session.js';
import type { SessionOwner } from './session-owner.js';
import { SessionOwners } from './session-owner.js';

/** Records when nodes come and go. */
@Injectable()
export class SessionAudit implements SessionOwner {
  constructor(
    owners: SessionOwners,
    private readonly log: AuditLog,
  ) {
    owners.attach(this);
  }

  onRegistered(session: Session): void {
    this.note('node.joined', session);
  }

  onGone(session: Session): void {
    this.note('node.left', session);
  }

  private note(action: string, { node, principal, address }: Session): void {
    const users = principal.userIds?.join(',') ?? null;
    const target = node?.nodeId ?? null;
    this.log.record({ actor: principal.tokenId, users, action, target, door: 'socket', address, outcome: 'ok' });
  }
}
