import type { Command } from 'commander';
import { Option } from 'commander';

import type { ListWorkflowsOptions, UserOptions } from '../actions/list-workflows.js';
import type { ExportOptions, ImportOptions } from '../actions/move-workflows.js';
import type { CliContext, OptionsOf } from './context.js';
import { clientCommand, wholeNumber } from './context.js';

/** Defines `workflows` and the commands below it. */
export const defineWorkflows = (gateway: Command, context: CliContext): void => {
  const workflows = gateway.command('workflows').description('Keeps the workflows that the hub stores.');
  defineReaders(workflows, context);
  defineMovers(workflows, context);
};

const userOption = (command: Command): Command => command.option('--user-id <id>', 'user whose workflows are meant');

const defineReaders = (workflows: Command, { io, end }: CliContext): void => {
  userOption(clientCommand(workflows, 'list', 'Lists workflows and examples.'))
    .addOption(new Option('--type <type>', 'which ones').choices(['user', 'example', 'all']).default('all'))
    .option('--query <text>', 'only those whose name, description or tags hold this text')
    .option('-n, --limit <count>', 'list at most so many', wholeNumber(1, 100_000), 100)
    .action(async (options: OptionsOf<ListWorkflowsOptions>) => {
      const { listWorkflows } = await import('../actions/list-workflows.js');
      end(await listWorkflows(options, io));
    });
  userOption(
    clientCommand(
      workflows,
      'validate <workflow>',
      'Checks a workflow: a file, - for standard input, an id or a name.',
    ),
  ).action(async (workflow: string, options: OptionsOf<UserOptions>) => {
    const { validateWorkflow } = await import('../actions/validate-workflow.js');
    end(await validateWorkflow(workflow, options, io));
  });
};

const defineMovers = (workflows: Command, { io, end }: CliContext): void => {
  userOption(clientCommand(workflows, 'import <file...>', 'Stores workflows from files and prints their ids.'))
    .option('--name <name>', 'name to store it under; for one file')
    .option('--node <id>', 'machine behind the hub that stores them (default: the process at the URL)')
    .action(async (files: readonly string[], options: OptionsOf<ImportOptions>) => {
      const { importWorkflows } = await import('../actions/move-workflows.js');
      end(await importWorkflows(files, options, io));
    });
  userOption(
    clientCommand(
      workflows,
      'export <workflow>',
      'Writes a stored workflow, by id or name, as a file that can be imported.',
    ),
  )
    .option('-o, --output <file>', 'file to write; standard output when not given')
    .option('--force', 'replace a file that exists')
    .action(async (workflow: string, options: OptionsOf<ExportOptions>) => {
      const { exportWorkflow } = await import('../actions/move-workflows.js');
      end(await exportWorkflow(workflow, options, io));
    });
  userOption(clientCommand(workflows, 'delete <workflow...>', 'Deletes stored workflows, by id or name.')).action(
    async (targets: readonly string[], options: OptionsOf<UserOptions>) => {
      const { deleteWorkflows } = await import('../actions/move-workflows.js');
      end(await deleteWorkflows(targets, options, io));
    },
  );
};
