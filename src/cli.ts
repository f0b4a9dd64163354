#!/usr/bin/env node
import { processIo } from './cli/process-io.js';
import { runCli } from './cli/run-cli.js';

// A token may stand among the flags; the list of processes must not show it.
const args = process.argv.slice(2);
process.title = 'nodetool';

process.exitCode = await runCli(args, processIo());
