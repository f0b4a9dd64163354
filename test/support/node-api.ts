import type { TestServer } from './server.js';

type Body = Readonly<Record<string, unknown>>;

/** A job as `get_job` shows it. */
export interface ShownJob extends Body {
  readonly id: string;
  readonly status: string;
  readonly error: string | null;
}

/** A line as `get_job_logs` shows it. */
export interface ShownLine extends Body {
  readonly seq: number;
  readonly timestamp: string;
  readonly level: string;
  readonly message: string;
}

const TRY_MS = 20;
const DEADLINE_MS = 45_000;

/** Calls a command of a node over REST. */
export const callCommand = async (server: TestServer, command: string, args: Body = {}): Promise<Body> => {
  const response = await fetch(`${server.url}/api/v1/commands/${command}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  return (await response.json()) as Body;
};

/** Stores a graph and starts it in the background; gives the id of the job. */
export const startJob = async (server: TestServer, graph: unknown, more: Body = {}): Promise<string> => {
  const { id } = await callCommand(server, 'create_workflow', { name: 'Test', graph });
  const answer = await callCommand(server, 'start_background_job', { workflow_id: id, ...more });
  return String(answer['job_id']);
};

/** Asks until an answer fits: processes can only be watched from outside. */
export const untilFits = async <T>(ask: () => T | Promise<T>, fits: (answer: T) => boolean): Promise<T> => {
  const endsAt = Date.now() + DEADLINE_MS;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > endsAt) throw new Error(`never fitted: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, TRY_MS));
  }
};

export const getJob = async (server: TestServer, jobId: string): Promise<ShownJob> =>
  (await callCommand(server, 'get_job', { job_id: jobId })) as ShownJob; // the shape that the command promises

/** Waits for a job to be in one of some statuses. */
export const untilJob = (server: TestServer, jobId: string, ...statuses: readonly string[]): Promise<ShownJob> =>
  untilFits(
    () => getJob(server, jobId),
    ({ status }) => statuses.includes(status),
  );

/** Makes a reader of a log: each call reads on and gives every line so far. */
export const followLog = (server: TestServer, jobId: string): (() => Promise<readonly ShownLine[]>) => {
  const lines: ShownLine[] = [];
  return async () => {
    for (;;) {
      const args = { job_id: jobId, after: lines.at(-1)?.seq ?? 0, limit: 1000 };
      const { logs } = (await callCommand(server, 'get_job_logs', args)) as { readonly logs: readonly ShownLine[] };
      lines.push(...logs);
      if (logs.length < args.limit) return [...lines];
    }
  };
};

/** Reads a whole log. */
export const readLog = (server: TestServer, jobId: string): Promise<readonly ShownLine[]> => followLog(server, jobId)();
