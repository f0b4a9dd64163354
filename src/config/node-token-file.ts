import { join } from 'node:path';

import type { AppConfig } from './app-config.js';

/**
 * The file in which a node's token is: the configured one, else, when no token is configured either, the one that
 * `nodetool gateway pair` writes; null when the token comes from the configuration itself.
 */
export const nodeTokenFile = (
  config: Pick<AppConfig, 'gatewayAuthToken' | 'gatewayAuthTokenFile' | 'dataDir'>,
): string | null => {
  if (config.gatewayAuthTokenFile !== undefined) return config.gatewayAuthTokenFile;
  return config.gatewayAuthToken === undefined ? join(config.dataDir, 'node-token') : null;
};
