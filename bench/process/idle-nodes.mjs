/** Many nodes in one process: each registers, sends a heartbeat whenever it is due, and does nothing else. */
import { builtinCatalogue } from '../../dist/nodes/catalogue.js';
import { joinEchoNode } from '../support/echo-node.mjs';
import { parseFrame } from '../support/frame.mjs';
import { serveParent } from '../support/parent.mjs';

/** Registrations under way at one time. */
const PARALLEL = 100;

const nodeTypes = builtinCatalogue.list().map(({ type }) => type);
const sockets = [];
let lateCount = 0;
let timer;

const beat = () => {
  const timestamp = new Date().toISOString();
  for (const { socket, nodeId } of sockets) {
    if (socket.readyState !== socket.OPEN) lateCount += 1;
    else socket.send(JSON.stringify({ ...HEARTBEAT, node_id: nodeId, timestamp }));
  }
};

const HEARTBEAT = {
  type: 'heartbeat',
  status: 'active',
  load: { running: 0, queued: 0, max_concurrent: 4 },
};

/** Resolves when every node has got an answer to a heartbeat. */
const answered = () =>
  Promise.all(
    sockets.map(
      ({ socket }) =>
        new Promise((resolve) => {
          const look = (data) => {
            if (parseFrame(data).type !== 'heartbeat_ack') return;
            socket.off('message', look);
            resolve();
          };
          socket.on('message', look);
        }),
    ),
  );

/** Adds nodes and gives how long it took until all were registered and had a heartbeat answered. */
const join = async ({ url, prefix, count, intervalMs }) => {
  const startMs = performance.now();
  let next = 0;
  const work = async () => {
    while (next < count) {
      const nodeId = `${prefix}-${next}`;
      next += 1;
      sockets.push({ socket: await joinEchoNode({ url, nodeId, version: 'v1', nodeTypes }), nodeId });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  const registeredMs = performance.now() - startMs;
  const heartbeats = answered();
  beat();
  await heartbeats;
  clearInterval(timer);
  timer = setInterval(beat, intervalMs);
  return { registeredMs };
};

serveParent(
  {},
  {
    answers: { join, late: () => ({ lateCount }) },
    close: () => {
      clearInterval(timer);
      for (const { socket } of sockets) socket.terminate();
    },
  },
);
