import type { Server, Socket } from 'node:net';

import { Injectable } from '@nestjs/common';

import type { ListenerPlan } from './traffic.js';

/** Remembers through which listener each connection came. */
@Injectable()
export class ListenerTable {
  private readonly plans = new WeakMap<Socket, ListenerPlan>();

  /** Follows the connections of a server; the one of TLS hands requests another socket than the one that was accepted. */
  follow(server: Server, plan: ListenerPlan): void {
    const note = (socket: Socket): void => void this.plans.set(socket, plan);
    server.on('connection', note);
    server.on('secureConnection', note);
  }

  /** The listener of a connection; null when it serves everything. */
  planOf(socket: Socket): ListenerPlan | null {
    return this.plans.get(socket) ?? null;
  }
}
