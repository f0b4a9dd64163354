import { connect } from 'node:net';
import type { Socket } from 'node:net';

import { FaultProxy } from './proxy.js';
import type { Stage } from './stage.js';

/** Callers that follow a run over a line of one byte per second. */
export class SlowReaders {
  private constructor(
    private readonly proxy: FaultProxy,
    private readonly sockets: readonly Socket[],
  ) {}

  static async open(stage: Stage, runId: string, count: number): Promise<SlowReaders> {
    const proxy = await FaultProxy.open(stage.hubPort, stage.random);
    proxy.set({ down: { bytesPerSecond: 1 } });
    const sockets = Array.from({ length: count }, () => {
      const socket = connect(proxy.port, '127.0.0.1');
      socket.on('error', () => undefined).resume();
      const { authorization } = stage.headers;
      socket.write(
        `GET /api/v1/runs/${runId}/events HTTP/1.1\r\nhost: hub\r\naccept: text/event-stream\r\nauthorization: ${authorization}\r\n\r\n`,
      );
      return socket;
    });
    return new SlowReaders(proxy, sockets);
  }

  /** Readers that the hub still serves. */
  servedCount(): number {
    return this.proxy.servedCount();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await this.proxy.close();
  }
}
