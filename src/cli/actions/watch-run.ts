import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import type { HubClient } from '../hub/hub-client.js';
import type { RunEvent } from '../hub/run-events.js';
import { followRun } from '../hub/run-events.js';
import type { RunView } from '../hub/run-view.js';
import { exitCodeOfRun, readRun } from '../hub/run-view.js';
import type { CliIo } from '../io.js';
import { printJson, printText } from '../view/print.js';
import { resultText } from '../view/values.js';
import { watcherViewFor } from '../view/watcher-view.js';
import { openClient } from './open-client.js';

/** Options of `runs watch`. */
export interface WatchOptions {
  readonly after?: number;
}

/** Follows a run to its end: with `--json` one event per line, else the progress and then the result. */
export const watchRun = async (runId: string, options: WatchOptions & ClientOptions, io: CliIo): Promise<ExitCode> => {
  const client = await openClient(options, io);
  if (!options.json) return waitForRun(client, runId, options, io);
  const onEvent = ({ type, seq, data, createdAt }: RunEvent): void =>
    printJson(io, { type, seq, data, ...(createdAt === null ? {} : { created_at: createdAt }) });
  const run = await follow(
    client,
    runId,
    { after: options.after, onEvent, onBroken: brokenNote((text) => io.stderr.write(`${text}\n`)) },
    io,
  );
  return run ? exitCodeOfRun(run) : detached(runId, io);
};

/** Shows a run's progress up to its end, then prints its result (with `json` the whole run). */
export const waitForRun = async (
  client: HubClient,
  runId: string,
  { json, after }: ClientOptions & WatchOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const view = watcherViewFor(io.stderr, io.env);
  const onBroken = brokenNote((text) => view.say(text));
  let run: RunView | null;
  try {
    run = await follow(client, runId, { after, onEvent: (event) => view.show(event), onBroken }, io);
  } finally {
    view.close();
  }
  return run ? conclude(run, json === true, io) : detached(runId, io);
};

interface Follower {
  readonly after?: number | undefined;
  readonly onEvent: (event: RunEvent) => void;
  readonly onBroken: (attempt: number) => void;
}

/** Follows a run until it ends, or until Ctrl-C: then there is no run to give back. */
const follow = async (client: HubClient, runId: string, follower: Follower, io: CliIo): Promise<RunView | null> => {
  const interrupt = new AbortController();
  const release = io.onInterrupt(() => interrupt.abort());
  const { after, onEvent, onBroken } = follower;
  try {
    const options = { signal: interrupt.signal, onBroken, ...(after === undefined ? {} : { after: String(after) }) };
    for await (const event of followRun(client, runId, options)) {
      onEvent(event);
      if (event.type === 'end') return readRun(event.data);
    }
    return null;
  } finally {
    release();
  }
};

/** Says it once per loss, not at each further try. */
const brokenNote =
  (say: (text: string) => void) =>
  (attempt: number): void => {
    if (attempt === 1) say('The connection to the hub broke; trying to take it up again.');
  };

const conclude = (run: RunView, isJson: boolean, io: CliIo): ExitCode => {
  const exitCode = exitCodeOfRun(run);
  if (isJson) {
    printJson(io, run.raw);
  } else if (exitCode === ExitCode.ok) {
    if (Object.keys(run.result).length > 0) printText(io.stdout, resultText(run.result));
    else io.stderr.write('The run completed without an output.\n');
  } else {
    throw failure(run, exitCode);
  }
  return exitCode;
};

const failure = ({ id, status, error }: RunView, exitCode: ExitCode): CliError =>
  new CliError(`run ${id} ended ${status}${error ? `: ${error.message}` : ''}`, {
    exitCode,
    ...(error ? { code: error.code, lines: [`code: ${error.code}`] } : {}),
    hint: `More with: nodetool gateway runs show ${id}`,
  });

const detached = (runId: string, io: CliIo): ExitCode => {
  io.stderr.write(
    `Stopped watching; the run goes on. Watch it again: nodetool gateway runs watch ${runId} · stop it: nodetool gateway runs cancel ${runId}\n`,
  );
  return ExitCode.interrupted;
};
