import { join } from 'node:path';

import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import type { SavedFile } from '../hub/download-files.js';
import { filesOf, saveFiles } from '../hub/download-files.js';
import type { HubClient } from '../hub/hub-client.js';
import type { CliIo } from '../io.js';
import { printJson, printLines } from '../view/print.js';
import { openClient } from './open-client.js';

/** Options of `runs download`. */
export interface DownloadOptions {
  readonly dir?: string;
}

/** Fetches the files that the result of a run names. */
export const downloadRun = async (
  runId: string,
  { dir, ...options }: DownloadOptions & ClientOptions,
  io: CliIo,
): Promise<ExitCode> => {
  const client = await openClient(options, io);
  const saved = await fetchFiles(client, runId, dir ?? join('.', `run-${runId}`));
  if (options.json) printJson(io, { files: saved });
  else
    printLines(
      io,
      saved.map(({ path }) => path),
    );
  if (saved.length === 0) io.stderr.write('The result of the run names no files.\n');
  return ExitCode.ok;
};

/** Fetches the files of a completed run into a folder; without any, no folder is made. */
export const fetchFiles = async (client: HubClient, runId: string, folder: string): Promise<readonly SavedFile[]> => {
  if (!/^[0-9A-Za-z-]+$/.test(runId)) throw new CliError(`"${runId}" is no id of a run`, { exitCode: ExitCode.usage });
  const { outputs } = await client.request({ path: `/runs/${runId}/result` });
  const files = filesOf(outputs, client.hubUrl);
  return files.length === 0 ? [] : await saveFiles(client, files, folder);
};
