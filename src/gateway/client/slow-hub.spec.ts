import { describe, expect, it } from '@jest/globals';

import type { WorkflowUpdate } from '../../protocol/node-messages.js';
import type { FrameSink } from './send-queue.js';
import { SendQueue } from './send-queue.js';
import { UpdateStream } from './update-stream.js';

/** A socket that holds what it is given until the test lets it go. */
class SlowSocket implements FrameSink {
  readonly frames: string[] = [];
  corkCount = 0;
  private readonly held: { readonly bytes: number; readonly done: (() => void) | undefined }[] = [];

  get bufferedBytes(): number {
    return this.held.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  cork(): void {
    this.corkCount += 1;
  }

  send(frame: string | Buffer, done?: () => void): void {
    this.frames.push(frame.toString());
    this.held.push({ bytes: frame.length, done });
  }

  /** Lets everything through, with what follows from that. */
  flow(): void {
    for (let next = this.held.shift(); next !== undefined; next = this.held.shift()) {
      next.done?.();
    }
  }

  updates(): WorkflowUpdate[] {
    return this.frames.filter((frame) => frame.startsWith('{')).map((frame) => JSON.parse(frame) as WorkflowUpdate);
  }
}

const LIMITS = { windowBytes: 1000, maxWaitingBytes: 8000, maxSocketBytes: 100_000 };

const makeQueue = (): { socket: SlowSocket; queue: SendQueue; stalls: () => number } => {
  const socket = new SlowSocket();
  let stalls = 0;
  const queue = new SendQueue(
    socket,
    (update) => JSON.stringify(update),
    () => (stalls += 1),
    LIMITS,
  );
  return { socket, queue, stalls: () => stalls };
};

const makeStream = (): UpdateStream =>
  new UpdateStream({
    requestId: 'r',
    attempt: () => 1,
    stream: undefined,
    updatesAfter: undefined,
    onFault: () => undefined,
  });

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const drainAll = async (socket: SlowSocket): Promise<void> => {
  for (let before = -1; before !== socket.frames.length;) {
    before = socket.frames.length;
    socket.flow();
    await settle();
  }
};

describe('a hub that reads slowly', () => {
  it('gets control frames before updates that wait', () => {
    const { socket, queue } = makeQueue();
    const stream = makeStream();
    stream.attach({ mode: 'v1', queue }, 0);
    for (let n = 0; n < 20; n++) {
      stream.record('log_update', { text: 'x'.repeat(200) }, null);
    }
    const handedOver = socket.frames.length;
    expect(handedOver).toBeLessThan(10);
    queue.sendControl('heartbeat');
    expect(socket.frames[handedOver]).toBe('heartbeat');
  });

  it('gets updates that waited for a large control frame alone', () => {
    const { socket, queue } = makeQueue();
    const stream = makeStream();
    stream.attach({ mode: 'v1', queue }, 0);
    queue.sendControl('c'.repeat(LIMITS.windowBytes));
    stream.record('log_update', { n: 1 }, null);
    expect(queue.waitingCount).toBe(1);
    socket.flow();
    expect(socket.updates()).toHaveLength(1);
    expect(queue.waitingCount).toBe(0);
  });

  it('gets every step in order in the end, although few of them wait in memory', async () => {
    const { socket, queue } = makeQueue();
    const stream = makeStream();
    stream.attach({ mode: 'v1', queue }, 0);
    for (let n = 1; n <= 300; n++) {
      stream.record('log_update', { n, text: 'x'.repeat(100) }, null);
    }
    expect(queue.waitingCount).toBeLessThan(40);
    await drainAll(socket);
    expect(socket.updates().map(({ update_seq }) => update_seq)).toEqual(
      Array.from({ length: 300 }, (_, index) => index + 1),
    );
  });

  it('gets joined text, and is told which steps a joined one stands for', async () => {
    const { socket, queue } = makeQueue();
    const stream = makeStream();
    stream.attach({ mode: 'v1', queue }, 0);
    stream.record('log_update', { text: 'x'.repeat(1000) }, null);
    for (let n = 0; n < 50; n++) {
      stream.record('chunk', { node_id: 'a', content: `${n} ` }, null);
    }
    await drainAll(socket);
    const [, joined] = socket.updates();
    expect(joined).toMatchObject({ update_seq: 51, first_update_seq: 2 });
    expect(joined?.data['content']).toBe(Array.from({ length: 50 }, (_, n) => `${n} `).join(''));
  });

  it('holds an answer back for its own updates only for a short time, and marks what is missing', async () => {
    const { socket, queue } = makeQueue();
    const stream = makeStream();
    stream.attach({ mode: 'v1', queue }, 0);
    for (let n = 0; n < 300; n++) {
      stream.record('log_update', { text: 'x'.repeat(100) }, null);
    }
    await stream.finish(20);
    await drainAll(socket);
    expect(socket.updates().at(-1)).toMatchObject({ update_type: 'truncated', update_seq: 300 });
  });

  it('is given up when control frames pile up', () => {
    const { queue, stalls } = makeQueue();
    queue.sendControl('x'.repeat(100_001));
    expect(stalls()).toBe(1);
  });

  it('takes what it missed from the store, which may fail', async () => {
    const faults: unknown[] = [];
    const { socket, queue } = makeQueue();
    const stream = new UpdateStream({
      requestId: 'r',
      attempt: () => 1,
      stream: undefined,
      updatesAfter: () => Promise.reject(new Error('disk')),
      onFault: (error) => faults.push(error),
      lastSeq: 9,
    });
    stream.attach({ mode: 'v1', queue }, 4);
    await drainAll(socket);
    expect(faults).toHaveLength(1);
    expect(socket.updates()).toMatchObject([
      { update_type: 'truncated', update_seq: 9, data: { after_seq: 4, up_to_seq: 9 } },
    ]);
  });
});
