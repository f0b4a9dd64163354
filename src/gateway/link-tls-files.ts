import { readFile } from 'node:fs/promises';

import type { AppConfig } from '../config/app-config.js';
import type { LinkTls } from './client/link-tls.js';

type LinkFiles = Pick<AppConfig, 'gatewayTlsCa' | 'gatewayTlsCert' | 'gatewayTlsKey' | 'gatewayTlsPin'>;

/** Reads the configured files of a node's TLS, as they are now. */
export const readLinkTls = async (config: LinkFiles): Promise<LinkTls> => {
  const [ca, cert, key] = await Promise.all(
    [config.gatewayTlsCa, config.gatewayTlsCert, config.gatewayTlsKey].map(async (path) =>
      path === undefined ? undefined : await readFile(path, 'utf8'),
    ),
  );
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    pins: config.gatewayTlsPin,
  };
};
