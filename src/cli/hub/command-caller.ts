import type { HubClient } from './hub-client.js';

/** Something that commands can be run on: the process at the hub's URL, or a machine behind it. */
export interface CommandCaller {
  /** @throws CliError for a refusal, an unreachable hub, or an answer that isn't a JSON object */
  command(name: string, args: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
}

/** Runs commands on a node behind the hub; without one, on the process at the URL itself. */
export const callerOn = (client: HubClient, nodeId: string | undefined): CommandCaller =>
  nodeId === undefined
    ? client
    : {
        command: (name, body) =>
          client.request({
            method: 'POST',
            path: `/nodes/${encodeURIComponent(nodeId)}/commands/${encodeURIComponent(name)}`,
            body,
          }),
      };
