import { randomUUID } from 'node:crypto';

import { PeerProcess } from '../../interop/peer-process.js';
import { FakeNode } from '../../support/fake-node.js';
import type { Ledger } from '../ledger.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import { until } from '../stage.js';

const DEADLINE_MS = 30_000;
const RUNS = 6;

const lateAnswer: Scenario = {
  name: 'late-answer',
  faults: 'a node comes back with its answer after its lease, when another one works on the run',
  times: 20,
  promises: { statuses: ['completed'] },
  stage: { leaseSeconds: 2 },
  play: async (stage, ledger, times) => {
    for (let round = 0; round < times; round += 1) await answerLate(stage, ledger);
  },
};

const answerLate = async (stage: Stage, ledger: Ledger): Promise<void> => {
  const url = `ws://127.0.0.1:${stage.hubPort}/gateway`;
  for (const { proxy } of stage.nodes) proxy.refuse();
  const areGone = async (): Promise<boolean> => (await stage.readyCount()) === 0;
  await until('the real nodes are away', areGone, DEADLINE_MS);
  const late = await FakeNode.join({ url, nodeId: 'late' });
  const id = await ledger.submit({ retry: 'safe', steps: 30, stepMs: 50 });
  await late.next('workflow_request');
  late.send({ type: 'ack', request_id: id, attempt: 1, accepted: true, message: '' });
  await late.settle();
  await late.kill();
  for (const { proxy } of stage.nodes) proxy.accept();
  await ledger.untilAttempt(id, 2);
  const inflight = [{ request_id: id, attempt: 1, state: 'settled', last_update_seq: 0 }];
  const back = await FakeNode.join({ url, nodeId: 'late', instanceId: late.instanceId, registration: { inflight } });
  const result = { job_id: 'late', outputs: { out: [{ execution: 'late' }] }, result: { out: { execution: 'late' } } };
  back.send({ type: 'workflow_response', request_id: id, attempt: 1, status: 'completed', result });
  const { disposition } = await back.next('response_ack');
  if (disposition !== 'late') ledger.violations.push(`the late answer was ${String(disposition)}`);
  await ledger.untilOver(id);
  await back.close();
};

const SEED_ID = 'reference';

/** What the reference node promises: no run twice, and an answer that it had while it was away may be lost. */
const referenceNode: Scenario = {
  name: 'reference-node',
  faults: 'a node with the habits of the reference; the hub is killed while it works',
  times: 5,
  promises: { statuses: ['completed', 'outcome_unknown'], isOnce: true, isForeign: true },
  stage: { nodeIds: [], leaseSeconds: 3, hub: { hubSettings: { seedHeartbeatIntervalMs: 1000 } } },
  play: async (stage, ledger, times) => {
    const peer = startReference(stage);
    try {
      await stage.untilReady([SEED_ID]);
      for (let round = 0; round < times; round += 1) {
        const ids = await ledger.submitAll(RUNS, (index) => ({ delayMs: index % 2 === 0 ? 300 : 3000 }));
        await ledger.untilStatus(ids[1] ?? '', 'running');
        await stage.killHub();
        await stage.startHub();
        await Promise.all(ids.map((id) => ledger.untilOver(id)));
      }
      noteWork(peer, ledger);
    } finally {
      await peer.stop();
    }
  },
};

const startReference = (stage: Stage): PeerProcess =>
  PeerProcess.start('seed-node.mjs', [
    `--url=ws://127.0.0.1:${stage.hubPort}/`,
    `--auth-token=${stage.hub?.nodeToken ?? ''}`,
    `--node-id=${SEED_ID}`,
    '--heartbeat-interval=0.5',
    '--reconnect-first=0.2',
    '--reconnect-max=1',
    '--reference',
  ]);

/** It keeps no journal: each request that it took is an execution. */
const noteWork = (peer: PeerProcess, ledger: Ledger): void => {
  for (const { message } of peer.events) {
    if (message?.['type'] !== 'workflow_request') continue;
    const { tag } = message['params'] as { readonly tag: string }; // the ledger names each run there
    ledger.noteExecution({ kind: 'started', tag, execution: randomUUID(), pid: 0 });
  }
};

/** Nodes that aren't ours, or behave as ours never do. */
export const strangers: readonly Scenario[] = [lateAnswer, referenceNode];
