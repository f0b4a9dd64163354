import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';

import { Setting } from './setting.decorator.js';

/** What a process is: the hub, a node, or both joined over loopback. */
export const ROLES = ['all', 'hub', 'node'] as const;
export type Role = (typeof ROLES)[number];

/** Least severe level that is logged. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Look of the log lines; `auto` is `pretty` on a terminal and `json` elsewhere. */
export const LOG_FORMATS = ['auto', 'pretty', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

const NODE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const TOKEN = /^[\x21-\x7e]{1,512}$/;
const MAX_HEARTBEAT_MS = 3_600_000;
const MAX_LEASE_MS = 3_600_000;
const MAX_JOBS = 256;

/** The validated configuration of a process; injectable everywhere by its class. */
export class AppConfig {
  @Setting({
    env: 'ROLE',
    flag: 'role',
    default: 'all',
    meaning: 'What this process is: the hub, a node, or both joined over loopback.',
    expects: 'one of all, hub, node',
    example: 'all',
  })
  @IsIn(ROLES)
  readonly role: Role = 'all';

  @Setting({
    env: 'HOST',
    flag: 'host',
    default: '127.0.0.1',
    meaning: 'Address on which the server listens; 0.0.0.0 or :: means every interface. A token is always asked for.',
    expects: 'an IP address or a host name of this machine',
    example: '127.0.0.1',
  })
  @IsString()
  @Matches(/^[^\s/]+$/)
  readonly host: string = '127.0.0.1';

  @Setting({
    env: 'PORT',
    flag: 'port',
    kind: 'integer',
    default: '8080',
    defaultNote: '8080; a node takes a free port when 8080 is taken',
    meaning: 'TCP port for HTTP and WebSocket; 0 takes any free port.',
    expects: 'a whole number from 0 to 65535',
    example: '8080',
  })
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly port: number = 8080;

  @Setting({
    env: 'DATA_DIR',
    flag: 'data-dir',
    kind: 'path',
    default: './data',
    defaultNote: './data; ./data/node for role node',
    meaning: 'Folder for the embedded database and files; made when it is missing, used by one process at a time.',
    expects: 'a path of a folder that this user may write',
    example: './data',
  })
  @IsString()
  @IsNotEmpty()
  readonly dataDir: string = '';

  @Setting({
    env: 'DATABASE_URL',
    flag: 'database-url',
    meaning: 'PostgreSQL to use in place of the embedded SQLite file.',
    defaultNote: 'SQLite in DATA_DIR',
    expects: 'a URL that begins with postgres:// or postgresql://',
    example: 'postgres://user:password@localhost:5432/nodetool',
    isSecret: true,
  })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/\S+$/)
  readonly databaseUrl?: string;

  @Setting({
    env: 'LOG_LEVEL',
    flag: 'log-level',
    default: 'info',
    meaning: 'Least severe level that is logged.',
    expects: 'one of trace, debug, info, warn, error, fatal, silent',
    example: 'info',
  })
  @IsIn(LOG_LEVELS)
  readonly logLevel: LogLevel = 'info';

  @Setting({
    env: 'LOG_FORMAT',
    flag: 'log-format',
    default: 'auto',
    meaning: 'Look of the log lines on stderr; auto is pretty on a terminal and json elsewhere.',
    expects: 'one of auto, pretty, json',
    example: 'json',
  })
  @IsIn(LOG_FORMATS)
  readonly logFormat: LogFormat = 'auto';

  @Setting({
    env: 'HUB_OPERATOR_TOKEN',
    flag: 'hub-operator-token',
    meaning: "Fixed token for callers of this process's REST API, in place of the generated one.",
    defaultNote: 'generated and printed at the first start',
    expects: 'visible ASCII characters without spaces, at most 512',
    example: 'nt_op_…',
    isSecret: true,
  })
  @IsOptional()
  @Matches(TOKEN)
  readonly hubOperatorToken?: string;

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
    env: 'GATEWAY_URL',
    flag: 'url',
    meaning: 'WebSocket address of the hub that a node joins; needed for role node.',
    expects: 'a URL that begins with ws:// or wss://',
    example: 'ws://hub.example:8080/gateway',
    isSecret: true,
  })
  @ValidateIf((config: AppConfig) => config.role === 'node' || config.gatewayUrl !== undefined)
  @Matches(/^wss?:\/\/[^\s/]\S*$/)
  readonly gatewayUrl?: string;

  @Setting({
    env: 'GATEWAY_AUTH_TOKEN',
    flag: 'auth-token',
    meaning:
      'Token with which a node joins the hub. Prefer GATEWAY_AUTH_TOKEN_FILE: a file can be replaced while the node runs.',
    expects: 'visible ASCII characters without spaces, at most 512',
    example: 'nt_node_…',
    isSecret: true,
  })
  @IsOptional()
  @Matches(TOKEN)
  readonly gatewayAuthToken?: string;

  @Setting({
    env: 'GATEWAY_AUTH_TOKEN_FILE',
    flag: 'auth-token-file',
    kind: 'path',
    meaning: 'File that holds the token with which a node joins the hub; read again at each try.',
    expects: 'a path of a file that this user may read',
    example: '/run/secrets/node-token',
  })
  @IsOptional()
  @IsNotEmpty()
  readonly gatewayAuthTokenFile?: string;

  @Setting({
    env: 'GATEWAY_NODE_ID',
    flag: 'node-id',
    defaultNote: 'made once and kept in DATA_DIR',
    meaning: 'Name under which a node registers at the hub; unique among the nodes.',
    expects: '1 to 128 letters, digits, dots, dashes, colons or underscores',
    example: 'gpu-1',
  })
  @IsOptional()
  @Matches(NODE_ID)
  readonly gatewayNodeId?: string;

  @Setting({
    env: 'GATEWAY_USER_ID',
    flag: 'user-id',
    default: '1',
    meaning: 'User whose workflows and jobs a node serves.',
    expects: '1 to 128 characters without spaces',
    example: '1',
  })
  @Matches(/^\S{1,128}$/)
  readonly gatewayUserId: string = '1';

  @Setting({
    env: 'GATEWAY_HEARTBEAT_INTERVAL',
    flag: 'heartbeat-interval',
    kind: 'seconds',
    default: '30',
    unit: 'seconds',
    meaning: "Time between two heartbeats of a node; a hub's own shorter interval wins.",
    expects: 'a number of seconds from 1 to 3600',
    example: '30',
  })
  @IsInt()
  @Min(1000)
  @Max(MAX_HEARTBEAT_MS)
  readonly gatewayHeartbeatIntervalMs: number = 30_000;

  @Setting({
    env: 'MAX_CONCURRENT_JOBS',
    flag: 'max-concurrent-jobs',
    kind: 'integer',
    default: '4',
    unit: 'jobs',
    meaning: 'Workflows that a node runs at the same time; the others wait.',
    expects: `a whole number from 1 to ${String(MAX_JOBS)}`,
    example: '4',
  })
  @IsInt()
  @Min(1)
  @Max(MAX_JOBS)
  readonly maxConcurrentJobs: number = 4;

  @Setting({
    env: 'GATEWAY_LABELS',
    flag: 'labels',
    kind: 'pairs',
    meaning: 'Labels of a node, by which runs can ask for it.',
    expects: 'key=value pairs with commas between them',
    example: 'gpu=h200,region=eu',
  })
  @IsObject()
  readonly gatewayLabels: Readonly<Record<string, string>> = {};

  /** True when the port was asked for and not just the default. */
  readonly isPortChosen: boolean = false;
}
