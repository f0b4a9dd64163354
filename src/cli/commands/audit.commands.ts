import type { Command } from 'commander';

import type { ListAuditOptions } from '../actions/audit-actions.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { parseDuration } from '../input/duration.js';
import type { CliContext, OptionsOf } from './context.js';
import { clientCommand } from './context.js';

const VERIFY_HELP = `
Without FILE the log is fetched and checked. With FILE an export is checked, without asking anybody.
--head compares with a record that you or the server's log noted earlier: a log that was cut or made anew does not hold it.

Examples:
  nodetool gateway audit export > audit.ndjson
  nodetool gateway audit verify audit.ndjson --head 1042:9f2c…`;

/** Defines `audit` and the commands below it. */
export const defineAudit = (gateway: Command, { io, end }: CliContext): void => {
  const audit = gateway.command('audit').description('Shows who did what, and proves that nobody changed the record.');
  clientCommand(audit, 'list', 'Lists what was done and what was refused, the newest first.')
    .option('--actor <id>', 'id of the token that did it, anonymous, hub or process')
    .option('--action <action>', 'what was done, such as node.joined')
    .option('--target <id>', 'the thing on which it was done')
    .option('--outcome <code>', 'ok, or an error code')
    .option('--since <duration>', 'how far to look back, such as 2h', parseDuration)
    .option('--limit <count>', 'number of records, at most 1000', '100')
    .action(async (options: OptionsOf<ListAuditOptions>) => {
      const { listAudit } = await import('../actions/audit-actions.js');
      end(await listAudit(options, io));
    });
  clientCommand(audit, 'export', 'Prints the whole log as lines of JSON, the oldest record first.').action(
    async (options: ClientOptions) => {
      const { exportAudit } = await import('../actions/audit-actions.js');
      end(await exportAudit(options, io));
    },
  );
  clientCommand(audit, 'verify [file]', 'Checks that no record of the log was changed, taken out or put in.')
    .option('--head <seq:hash>', 'a record that the log must hold')
    .addHelpText('after', VERIFY_HELP)
    .action(async (file: string | undefined, options: OptionsOf<{ readonly head?: string }>) => {
      const { verifyAudit } = await import('../actions/audit-actions.js');
      end(await verifyAudit(file, options, io));
    });
};
