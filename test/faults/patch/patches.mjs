/**
 * Changes of the built program, applied while it is loaded: the product has no switches for tests. `find` must stand in the
 * file exactly once, or the process doesn't start.
 */
const RUNS = 'hub/run/';

/** Moments at which a hub can be told to kill itself, and the changes that make it reach `faults.point`. */
export const KILL_POINTS = {
  'before-accept-commit': {
    file: `${RUNS}run.service.js`,
    find: 'const [inserted] = await this.database.atomic(insertRun(row));',
    replace: (found) => `await faults.point('before-accept-commit'); ${found}`,
  },
  'after-accept-commit': {
    file: `${RUNS}run.service.js`,
    find: 'if (inserted === 0) return await this.doubled(row);',
    replace: (found) => `await faults.point('after-accept-commit'); ${found}`,
  },
  'after-dispatch-commit': {
    file: `${RUNS}run-lifecycle.service.js`,
    find: 'next.isSent = await this.trySend(send);',
    replace: (found) => `await faults.point('after-dispatch-commit'); ${found}`,
  },
  'after-send': {
    file: `${RUNS}run-lifecycle.service.js`,
    find: 'if (!next.isSent) await this.requeueNow(',
    replace: (found) => `await faults.pointAfterFlush('after-send'); ${found}`,
  },
  'before-result-commit': {
    file: `${RUNS}run-lifecycle.service.js`,
    find: 'await this.change(run, outcome.status, settleRun(',
    replace: (found) => `await faults.point('before-result-commit'); ${found}`,
  },
  'after-result-commit': {
    file: `${RUNS}run-answers.service.js`,
    find: "this.acknowledge(session, message, isSettled ? 'accepted' : 'late');",
    replace: (found) => `await faults.point('after-result-commit'); ${found}`,
  },
};

/** Builds with one promise broken: the harness must notice each. */
export const BROKEN_BUILDS = {
  'no-fencing': [
    {
      file: `${RUNS}run-answers.service.js`,
      find: '|| !current?.isSent || current.nodeId !== session.node?.nodeId) return null;',
      replace: () => '|| !current?.isSent) return null;',
    },
    {
      file: `${RUNS}run-answers.service.js`,
      find: 'return (attempt ?? ref.attempt ?? run.attempt) === run.attempt ?',
      replace: () => 'return true ?',
    },
  ],
  'acknowledge-before-commit': [
    {
      file: `${RUNS}run-answers.service.js`,
      find: 'const isSettled = await this.lifecycle.settle(run, run.attempt, outcome);',
      replace: (found) => `this.acknowledge(session, message, 'accepted'); await faults.flush(); ${found}`,
    },
  ],
  'no-dedup': [
    {
      file: 'gateway/client/work-desk.js',
      find: 'if (known !== undefined) {',
      replace: () => 'if (known === null) {',
    },
    {
      file: 'gateway/client/work-desk.js',
      find: 'if (answer !== null && isFinal(answer, work.attempt)) {',
      replace: () => 'if (answer === 0) {',
    },
  ],
  'no-idempotency-key': [
    {
      file: `${RUNS}run.service.js`,
      find: 'if (idempotencyKey !== null) {',
      replace: () => 'idempotencyKey = null; if (idempotencyKey !== null) {',
    },
  ],
  'no-jitter': [
    { file: 'common/backoff.js', find: 'Math.floor(random() * Math.min(', replace: () => 'Math.floor(1 * Math.min(' },
  ],
  'replay-off-by-one': [
    {
      file: 'gateway/client/update-stream.js',
      find: 'this.queuedSeq = Math.min(afterSeq, this.recordedSeq);',
      replace: () => 'this.queuedSeq = Math.min(afterSeq + 1, this.recordedSeq);',
    },
  ],
  'old-close-removes-new': [
    {
      file: 'hub/session/session-registry.js',
      find: 'if (!this.open.delete(session) || !session.node) return;',
      replace: () => 'this.open.delete(session); if (!session.node) return;',
    },
    {
      file: 'hub/session/session-registry.js',
      find: 'if (this.byNodeId.get(session.node.nodeId) === session) {',
      replace: () => '{',
    },
  ],
  'cancel-not-stored': [
    {
      file: `${RUNS}run-statements.js`,
      find: 'SET cancel_requested_at = ? WHERE id = ?',
      replace: () => 'SET cancel_requested_at = NULL WHERE ? > 0 AND id = ?',
    },
  ],
  'outbox-in-memory': [
    {
      file: 'gateway/database-outbox.js',
      find: "if (message.type === 'command_response') return this.commands.put(item);",
      replace: () =>
        "await this.database.atomic([{ sql: 'UPDATE jobs SET is_handed_over = 1 WHERE request_id = ? AND attempt = ?', params: [requestId, attempt] }]); return this.commands.put(item);",
    },
  ],
};

/** Changes that only make times shorter or let the outside in. */
export const AIDS = [
  {
    file: 'hub/hub-settings.js',
    find: 'Object.assign(this, overrides);',
    replace: (found) => `${found} Object.assign(this, faults.hubSettings);`,
  },
  {
    file: 'hub/session/registration.service.js',
    find: 'const RECONNECT_CAP_MS = 30_000;',
    replace: () => 'const RECONNECT_CAP_MS = faults.reconnectCapMs;',
  },
  {
    file: 'database/sqlite-database.js',
    find: "this.run('BEGIN IMMEDIATE');",
    replace: (found) => `faults.pressDisk(this.handle); ${found}`,
  },
];
