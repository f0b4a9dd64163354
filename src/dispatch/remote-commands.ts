import { Injectable } from '@nestjs/common';

import type { CommandUpdate, Caller } from './caller.js';

/** A command that another process shall execute. */
export interface RemoteRequest {
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  /** Which process; `any` leaves the choice to the port. */
  readonly nodeId: string;
  readonly signal: AbortSignal;
  readonly onUpdate?: ((update: CommandUpdate) => void) | undefined;
}

/** What another process answered. */
export interface RemoteAnswer {
  readonly nodeId: string | null;
  readonly result: Record<string, unknown>;
}

/** Executes commands on other machines; a hub has one. */
export interface RemoteCommandPort {
  /** Lists the commands that somebody with these users may call somewhere now. */
  list(userIds: readonly string[] | null): readonly string[];
  /** @throws ProtocolError as the other process answered, or because it can't be reached */
  call(request: RemoteRequest): Promise<RemoteAnswer>;
}

/** Where a hub leaves its port for the doors, which must not know the hub. */
@Injectable()
export class RemoteCommands {
  private attached: RemoteCommandPort | null = null;

  /** The way to other machines; null in a process that has none. */
  get port(): RemoteCommandPort | null {
    return this.attached;
  }

  attach(port: RemoteCommandPort): void {
    this.attached = port;
  }
}
