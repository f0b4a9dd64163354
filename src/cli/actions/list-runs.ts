import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import type { RunView } from '../hub/run-view.js';
import { readRunPage } from '../hub/run-view.js';
import type { CliIo } from '../io.js';
import { printJson, printLines } from '../view/print.js';
import { agoText, durationText, table } from '../view/text.js';
import { openClient } from './open-client.js';

const PAGE_SIZE = 100;

/** Options of `runs list`. */
export interface ListRunsOptions {
  readonly status?: string;
  readonly workflow?: string;
  readonly userId?: string;
  readonly node?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Lists runs, newest first, over as many pages as it takes. */
export const listRuns = async (options: ListRunsOptions & ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const { status, workflow, userId, node, limit } = options;
  const filter = { status, workflow_id: workflow, user_id: userId, node_id: node };
  const runs: RunView[] = [];
  let cursor: string | null = options.cursor ?? null;
  do {
    const query = { ...filter, limit: Math.min(PAGE_SIZE, limit - runs.length), cursor: cursor ?? undefined };
    const page = readRunPage(await client.request({ path: '/runs', query }));
    runs.push(...page.runs);
    cursor = page.next;
  } while (cursor !== null && runs.length < limit);
  if (options.json) printJson(io, { runs: runs.map(({ raw }) => raw), next: cursor });
  else show(runs, cursor, io);
  return ExitCode.ok;
};

const show = (runs: readonly RunView[], next: string | null, io: CliIo): void => {
  if (runs.length === 0) {
    io.stderr.write('There are no such runs.\n');
    return;
  }
  const nowMs = Date.now();
  const rows = runs.map((run) => [
    run.id,
    run.status,
    agoText(run.createdAt, nowMs),
    timeOf(run, nowMs),
    run.workflowId ?? '(inline graph)',
    run.nodeId ?? '-',
  ]);
  const width = io.stdout.isTty ? io.stdout.columns() : Number.POSITIVE_INFINITY;
  printLines(io, table(['RUN', 'STATUS', 'CREATED', 'TOOK', 'WORKFLOW', 'NODE'], rows, width));
  if (next !== null) io.stderr.write(`There are more: add --cursor ${next}\n`);
};

const timeOf = ({ startedAt, finishedAt }: RunView, nowMs: number): string => {
  if (startedAt === null) return '-';
  const ms = (finishedAt === null ? nowMs : Date.parse(finishedAt)) - Date.parse(startedAt);
  return Number.isNaN(ms) ? '-' : durationText(ms);
};
