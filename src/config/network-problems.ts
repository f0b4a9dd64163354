import { accessSync, constants } from 'node:fs';

import { isLoopbackHost, parsePlace } from '../network/listener-place.js';
import type { AppConfig } from './app-config.js';
import type { ConfigProblem } from './config-error.js';

/** Shorter than this a token can be guessed by whoever may try often enough. */
const MIN_TOKEN_LENGTH = 20;
/** What stands in examples, and what people write until they think of something better. */
const PLACEHOLDER = /…|change-?me|placeholder|your[-_]?token|^(.)\1*$/i;

/** Finds settings of the network that are wrong together, or only here: files, pairs, and doors that are open to strangers. */
export const networkProblems = (config: AppConfig): readonly ConfigProblem[] => [
  ...unreadableFiles(config),
  ...halfPairs(config),
  ...weakTokens(config),
];

/** Tells whether this process may read a file. */
export const isReadable = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

const unreadableFiles = (config: AppConfig): readonly ConfigProblem[] => {
  const files = {
    TLS_CERT: config.tlsCert,
    TLS_KEY: config.tlsKey,
    TLS_CA: config.tlsCa,
    GATEWAY_TLS_CA: config.gatewayTlsCa,
    GATEWAY_TLS_CERT: config.gatewayTlsCert,
    GATEWAY_TLS_KEY: config.gatewayTlsKey,
  };
  return Object.entries(files).flatMap(([name, path]) =>
    path === undefined || isReadable(path)
      ? []
      : [{ name, message: `names a file that can't be read (${path}). Check the path and the permissions.` }],
  );
};

const halfPairs = (config: AppConfig): readonly ConfigProblem[] => {
  const needs = (name: string, value: unknown, other: string, otherValue: unknown): readonly ConfigProblem[] =>
    value !== undefined && otherValue === undefined
      ? [{ name, message: `needs ${other} as well: set both, or neither.` }]
      : [];
  const clientCert = config.tlsClientCert === 'off' ? undefined : config.tlsClientCert;
  return [
    ...needs('TLS_CERT', config.tlsCert, 'TLS_KEY', config.tlsKey),
    ...needs('TLS_KEY', config.tlsKey, 'TLS_CERT', config.tlsCert),
    ...needs('TLS_CLIENT_CERT', clientCert, 'TLS_CERT', config.tlsCert),
    ...needs('TLS_CLIENT_CERT', clientCert, 'TLS_CA', config.tlsCa),
    ...needs('GATEWAY_TLS_CERT', config.gatewayTlsCert, 'GATEWAY_TLS_KEY', config.gatewayTlsKey),
    ...needs('GATEWAY_TLS_KEY', config.gatewayTlsKey, 'GATEWAY_TLS_CERT', config.gatewayTlsCert),
  ];
};

/** Tokens are asked for everywhere; beyond loopback a token that can be guessed is as good as none. */
const weakTokens = (config: AppConfig): readonly ConfigProblem[] => {
  const place = openPlaceOf(config);
  if (place === undefined) return [];
  const tokens = { HUB_OPERATOR_TOKEN: config.hubOperatorToken, HUB_NODE_TOKEN: config.hubNodeToken };
  return Object.entries(tokens).flatMap(([name, token]) =>
    token === undefined || !isWeak(token)
      ? []
      : [
          {
            name,
            message: `is too easy to guess for a server that listens on ${place}: take at least ${String(MIN_TOKEN_LENGTH)} random characters (openssl rand -hex 32), or leave it away and one is made, or listen on 127.0.0.1.`,
          },
        ],
  );
};

/** A host that other machines can reach; undefined when none can. */
const openPlaceOf = ({ host, nodeListen, apiListen, metricsListen }: AppConfig): string | undefined =>
  [host, ...[nodeListen, apiListen, metricsListen].map((text) => parsePlace(text ?? '')?.host)].find(
    (name) => name !== undefined && !isLoopbackHost(name),
  );

const isWeak = (token: string): boolean => token.length < MIN_TOKEN_LENGTH || PLACEHOLDER.test(token);
