import type { Command } from 'commander';
import { Option } from 'commander';

import type { DownloadOptions } from '../actions/download-run.js';
import type { ListRunsOptions } from '../actions/list-runs.js';
import type { RerunOptions } from '../actions/run-actions.js';
import type { RunOptions } from '../actions/run-workflow.js';
import type { WatchOptions } from '../actions/watch-run.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { parseDuration } from '../input/duration.js';
import type { CliContext, OptionsOf } from './context.js';
import { clientCommand, collect, wholeNumber } from './context.js';

const RUN_HELP = `
Parameters: -p name=value reads the value as JSON where it can be, else as text; an input that takes text always gets text.
  -p name:=value     the value must be JSON
  -p name=@file      an input that takes an image, sound, video or document gets the file itself, which is uploaded;
                     any other input gets its contents, @- for standard input; @@ stands for a text that begins with @
  -p name=provider/id
                     an input that takes a model, such as -p model=ollama/llama3.2

The result goes to standard output: a single output alone, several as a JSON object. Progress goes to standard error.
Ctrl-C stops watching; the run goes on.

Examples:
  nodetool gateway run workflow.json -p name=Ada
  nodetool gateway run "Word statistics" -p text=@letter.txt --json
  nodetool gateway run resize.json -p image=@photo.png --output-dir out
  nodetool gateway run "Sales report" --params-file sales.json --node gpu-1 --timeout 10m --no-wait`;

/** Defines `run`. */
export const defineRun = (gateway: Command, { io, end }: CliContext): void => {
  clientCommand(
    gateway,
    'run <workflow>',
    'Runs a workflow: a file, - for standard input, or the id or name of a stored one.',
  )
    .option('-p, --param <name=value>', 'a parameter; repeatable', collect)
    .option('--params-file <file>', 'file with a JSON object of parameters; -p overrides them')
    .option('--wait', 'watch the run and print its result', true)
    .option('--no-wait', 'print the id of the run and end')
    .option('--timeout <duration>', 'time after which the hub ends the run, such as 30s or 10m', parseDuration)
    .option('--user-id <id>', 'user for whom it runs')
    .option('--node <id>', 'node on which it must run')
    .option('--label <name=value>', 'label that the node must have; repeatable', collect)
    .option('--priority <0-9>', 'higher ones go first', wholeNumber(0, 9))
    .option('--output-dir <folder>', 'folder for the files that the result names')
    .addOption(new Option('--retry <when>', 'safe: may run again when its node is lost').choices(['safe', 'never']))
    .addHelpText('after', RUN_HELP)
    .action(async (workflow: string, options: OptionsOf<RunOptions>) => {
      const { runWorkflow } = await import('../actions/run-workflow.js');
      end(await runWorkflow(workflow, options, io));
    });
};

/** Defines `runs` and the commands below it. */
export const defineRuns = (gateway: Command, context: CliContext): void => {
  const runs = gateway.command('runs').description('Looks at runs and steers them.');
  defineLookers(runs, context);
  defineDownload(runs, context);
  defineSteerers(runs, context);
};

const defineLookers = (runs: Command, { io, end }: CliContext): void => {
  clientCommand(runs, 'list', 'Lists runs, newest first.')
    .option('--status <status>', 'only runs with this status')
    .option('--workflow <id>', 'only runs of this workflow')
    .option('--user-id <id>', 'only runs of this user')
    .option('--node <id>', 'only runs on this node')
    .option('-n, --limit <count>', 'list at most so many', wholeNumber(1, 100_000), 20)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(async (options: OptionsOf<ListRunsOptions>) => {
      const { listRuns } = await import('../actions/list-runs.js');
      end(await listRuns(options, io));
    });
  clientCommand(runs, 'show <id>', 'Shows a run and its result.').action(async (id: string, options: ClientOptions) => {
    const { showRun } = await import('../actions/run-actions.js');
    end(await showRun(id, options, io));
  });
  clientCommand(runs, 'why <id>', 'Says why a run waits, node by node.').action(
    async (id: string, options: ClientOptions) => {
      const { explainRun } = await import('../actions/run-actions.js');
      end(await explainRun(id, options, io));
    },
  );
  clientCommand(runs, 'watch <id>', 'Follows a run to its end; with --json one event per line.')
    .option('--after <seq>', 'begin behind this event', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .action(async (id: string, options: OptionsOf<WatchOptions>) => {
      const { watchRun } = await import('../actions/watch-run.js');
      end(await watchRun(id, options, io));
    });
};

const defineDownload = (runs: Command, { io, end }: CliContext): void => {
  clientCommand(runs, 'download <id>', 'Fetches the files that the result of a run names.')
    .option('--dir <folder>', 'folder to put them into; default run-<id>')
    .action(async (id: string, options: OptionsOf<DownloadOptions>) => {
      const { downloadRun } = await import('../actions/download-run.js');
      end(await downloadRun(id, options, io));
    });
};

const defineSteerers = (runs: Command, { io, end }: CliContext): void => {
  clientCommand(runs, 'cancel <id...>', 'Cancels runs; a run that has ended is left as it is.').action(
    async (ids: readonly string[], options: ClientOptions) => {
      const { cancelRuns } = await import('../actions/run-actions.js');
      end(await cancelRuns(ids, options, io));
    },
  );
  clientCommand(runs, 'rerun <id>', 'Runs it once more as a new run, with the same workflow and parameters.')
    .option('--wait', 'watch the new run and print its result', true)
    .option('--no-wait', 'print the id of the new run and end')
    .action(async (id: string, options: OptionsOf<RerunOptions>) => {
      const { rerun } = await import('../actions/run-actions.js');
      end(await rerun(id, options, io));
    });
};
