import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

import { Setting } from './setting.decorator.js';
import { TlsSettings } from './tls-settings.js';

const TOKEN = /^[\x21-\x7e]{1,512}$/;

const MAX_LEASE_MS = 3_600_000;

/** One TiB. */
const MAX_BLOB_BYTES = 2 ** 40;

const MAX_RETENTION_DAYS = 3650;

/** Whether machines may ask for a token. */
const PAIRINGS = ['on', 'off'] as const;

/** Settings of a hub. */
export abstract class HubSettings extends TlsSettings {
  @Setting({
    env: 'HUB_NODE_TOKEN',
    flag: 'hub-node-token',
    meaning: 'Fixed token with which nodes join this hub, in place of the generated one.',
    defaultNote: 'generated and printed at the first start',
    expects: 'visible ASCII characters without spaces, at most 512',
    example: 'nt_node_…',
    isSecret: true,
  })
  @IsOptional()
  @Matches(TOKEN)
  readonly hubNodeToken?: string;

  @Setting({
    env: 'HUB_PAIRING',
    flag: 'hub-pairing',
    default: 'on',
    meaning: 'Whether machines may ask this hub for a token, which an operator then approves by its code.',
    expects: 'one of on, off',
    example: 'off',
  })
  @IsIn(PAIRINGS)
  readonly hubPairing: (typeof PAIRINGS)[number] = 'on';

  @Setting({
    env: 'HUB_LEASE',
    flag: 'hub-lease',
    kind: 'seconds',
    default: '60',
    unit: 'seconds',
    meaning: 'Time that a hub waits for a silent node before it gives up or repeats what the node was doing.',
    expects: 'a number of seconds from 1 to 3600',
    example: '60',
  })
  @IsInt()
  @Min(1000)
  @Max(MAX_LEASE_MS)
  readonly hubLeaseMs: number = 60_000;

  @Setting({
    env: 'BLOB_MAX_BYTES',
    flag: 'blob-max-bytes',
    kind: 'integer',
    default: '2147483648',
    unit: 'bytes',
    meaning: 'Largest file that a hub takes from a caller or a node.',
    expects: `a whole number from 1 to ${String(MAX_BLOB_BYTES)}`,
    example: '2147483648',
  })
  @IsInt()
  @Min(1)
  @Max(MAX_BLOB_BYTES)
  readonly blobMaxBytes: number = 2_147_483_648;

  @Setting({
    env: 'BLOB_RETENTION_DAYS',
    flag: 'blob-retention-days',
    kind: 'integer',
    default: '7',
    unit: 'days',
    meaning: 'Time that a hub keeps an unused file which no run names.',
    expects: `a whole number from 1 to ${String(MAX_RETENTION_DAYS)}`,
    example: '7',
  })
  @IsInt()
  @Min(1)
  @Max(MAX_RETENTION_DAYS)
  readonly blobRetentionDays: number = 7;
}
