import { setTimeout as wait } from 'node:timers/promises';

import { CliError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { ClientOptions } from '../hub/client-settings.js';
import { resolveClientSettings } from '../hub/client-settings.js';
import type { CliIo } from '../io.js';
import { McpBridge } from '../mcp/mcp-bridge.js';

/** Options of `mcp`. */
export interface McpOptions {
  readonly write?: boolean;
}

/** Time for what is under way when the input ends; clients wait no longer before they end the process. */
const GRACE_MS = 1_000;

/** Serves MCP over standard input and output until the input ends: what is called is executed by the hub or node at the URL. */
export const serveMcp = async (options: McpOptions & ClientOptions, io: CliIo): Promise<ExitCode> => {
  if (options.tokenFile === '-') {
    throw new CliError('standard input carries the messages here, so it can not hold the token', {
      exitCode: ExitCode.usage,
      hint: 'Give --token-file a file, set NODETOOL_TOKEN, or log in with: nodetool gateway login',
    });
  }
  const settings = await resolveClientSettings(options, io);
  const send = (message: object): void => io.stdout.write(`${JSON.stringify(message)}\n`);
  const bridge = new McpBridge({ ...settings, mayWrite: options.write ?? false, send });
  const stop = new AbortController();
  const release = io.onInterrupt(() => {
    stop.abort();
  });
  const underWay = new Set<Promise<void>>();
  try {
    for await (const line of io.stdin.lines(stop.signal)) {
      if (line.trim() === '') continue;
      const work = bridge.take(line).finally(() => underWay.delete(work));
      underWay.add(work);
      // The session has to be open before anything else goes there.
      if (line.includes('"initialize"')) await work;
    }
  } finally {
    release();
    // A client that is piped in ends its input before it has its answers.
    if (!stop.signal.aborted)
      await Promise.race([Promise.allSettled(underWay), wait(GRACE_MS, undefined, { ref: false })]);
    await bridge.close();
    await Promise.allSettled(underWay);
  }
  return ExitCode.ok;
};
