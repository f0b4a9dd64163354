import { once } from 'node:events';

import { WebSocket } from 'ws';

import { parseFrame } from './frame.mjs';

/** Arguments that make each of the four frames of a round trip about 300 bytes long. */
const ARGS = { text: 'a'.repeat(120), limit: 100, filter: { status: 'completed' } };

/** A caller that keeps a number of commands in flight on one socket. */
export class Caller {
  #socket;
  #lastId = 0;
  #sentMs = new Map();
  #take = () => undefined;

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const { id, error } = parseFrame(data);
      if (error !== undefined) throw new Error(error);
      const sentMs = this.#sentMs.get(id);
      this.#sentMs.delete(id);
      this.#take(performance.now() - sentMs);
    });
  }

  static async connect(url) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, 'open');
    return new Caller(socket);
  }

  /**
   * Calls a node again and again for a while, with `inFlight` calls open.
   *
   * @returns {Promise<{ perSecond: number, count: number, latenciesMs: number[] }>}
   */
  run({ nodeId, inFlight, durationMs }) {
    const latenciesMs = [];
    const startMs = performance.now();
    return new Promise((resolve) => {
      this.#take = (latencyMs) => {
        latenciesMs.push(latencyMs);
        const elapsedMs = performance.now() - startMs;
        if (elapsedMs < durationMs) this.#send(nodeId);
        else if (this.#sentMs.size === 0) {
          resolve({ perSecond: (latenciesMs.length / elapsedMs) * 1000, count: latenciesMs.length, latenciesMs });
        }
      };
      for (let index = 0; index < inFlight; index += 1) this.#send(nodeId);
    });
  }

  close() {
    this.#socket.terminate();
  }

  #send(nodeId) {
    this.#lastId += 1;
    this.#sentMs.set(this.#lastId, performance.now());
    this.#socket.send(JSON.stringify({ id: this.#lastId, node_id: nodeId, command: 'echo', args: ARGS }));
  }
}
