import type { ClientOptions } from '../hub/client-settings.js';
import { isExposed, resolveClientSettings } from '../hub/client-settings.js';
import { HubClient } from '../hub/hub-client.js';
import type { CliIo } from '../io.js';

/** Makes the client for a command's options, and warns where the token would travel unencrypted. */
export const openClient = async (options: ClientOptions, io: CliIo): Promise<HubClient> => {
  const settings = await resolveClientSettings(options, io);
  if (settings.token !== null && isExposed(settings.hubUrl)) {
    io.stderr.write(`warning: the token travels unencrypted to ${settings.hubUrl}; prefer https://\n`);
  }
  return new HubClient(settings);
};
