import { IsInt, Max, Min } from 'class-validator';

import { NetworkSettings } from './network-settings.js';
import { Setting } from './setting.decorator.js';

const MAX_COUNT = 1_000_000;
const MAX_WAIT_MS = 3_600_000;

const COUNT = {
  kind: 'integer',
  expects: `a whole number from 0 to ${String(MAX_COUNT)}; 0 is no limit`,
} as const;

/** Settings of how much one caller may ask. Addresses of loopback are exempt from the limits per address. */
export abstract class LimitSettings extends NetworkSettings {
  @Setting({
    env: 'RATE_LIMIT_ADDRESS',
    flag: 'rate-limit-address',
    default: '200',
    unit: 'per second',
    meaning: 'Requests and connections of nodes that one address may make, with bursts of five times as many.',
    ...COUNT,
    example: '200',
  })
  @IsInt()
  @Min(0)
  @Max(MAX_COUNT)
  readonly rateLimitAddress: number = 200;

  @Setting({
    env: 'RATE_LIMIT_TOKEN',
    flag: 'rate-limit-token',
    default: '1000',
    unit: 'per second',
    meaning: 'Requests that one token may make, with bursts of five times as many.',
    ...COUNT,
    example: '1000',
  })
  @IsInt()
  @Min(0)
  @Max(MAX_COUNT)
  readonly rateLimitToken: number = 1000;

  @Setting({
    env: 'WRONG_TOKEN_LIMIT',
    flag: 'wrong-token-limit',
    default: '30',
    unit: 'per minute',
    meaning: 'Wrong tokens that one address may try; after them every token from there has to wait.',
    ...COUNT,
    example: '30',
  })
  @IsInt()
  @Min(0)
  @Max(MAX_COUNT)
  readonly wrongTokenLimit: number = 30;

  @Setting({
    env: 'CONNECTIONS_PER_ADDRESS',
    flag: 'connections-per-address',
    default: '500',
    meaning: 'Connections that one address may hold open; proxies of TRUST_PROXY are exempt.',
    ...COUNT,
    example: '500',
  })
  @IsInt()
  @Min(0)
  @Max(MAX_COUNT)
  readonly connectionsPerAddress: number = 500;

  @Setting({
    env: 'STREAMS_PER_TOKEN',
    flag: 'streams-per-token',
    default: '200',
    meaning: 'Event streams of runs that one token may hold open.',
    ...COUNT,
    example: '200',
  })
  @IsInt()
  @Min(0)
  @Max(MAX_COUNT)
  readonly streamsPerToken: number = 200;

  @Setting({
    env: 'HEADERS_TIMEOUT',
    flag: 'headers-timeout',
    kind: 'seconds',
    default: '15',
    unit: 'seconds',
    meaning: 'Time in which a connection must bring the whole head of its request.',
    expects: 'a number of seconds from 1 to 3600',
    example: '15',
  })
  @IsInt()
  @Min(1000)
  @Max(MAX_WAIT_MS)
  readonly headersTimeoutMs: number = 15_000;

  @Setting({
    env: 'BODY_TIMEOUT',
    flag: 'body-timeout',
    kind: 'seconds',
    default: '60',
    unit: 'seconds',
    meaning: 'Time in which a JSON body must be there, and for which the upload of a file may stand still.',
    expects: 'a number of seconds from 1 to 3600',
    example: '60',
  })
  @IsInt()
  @Min(1000)
  @Max(MAX_WAIT_MS)
  readonly bodyTimeoutMs: number = 60_000;
}
