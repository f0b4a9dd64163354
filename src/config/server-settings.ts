import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

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

const MAX_AUDIT_DAYS = 36_500;
const MAX_GRACE_MS = 3_600_000;

const TOKEN = /^[\x21-\x7e]{1,512}$/;

/** Settings of every process: what it is, where it listens, where it keeps things, what it logs. */
export abstract class ServerSettings {
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
    meaning:
      'Address on which the server listens; 0.0.0.0 or :: means every interface. A token is always asked for; a weak one is refused beyond loopback.',
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
    env: 'SHUTDOWN_GRACE',
    flag: 'shutdown-grace',
    kind: 'seconds',
    default: '10',
    unit: 'seconds',
    meaning:
      'Time that running jobs get to end when a node is told to stop; what is left goes on at its next start. A second signal stops at once.',
    expects: 'a number of seconds from 0 to 3600',
    example: '60',
  })
  @IsInt()
  @Min(0)
  @Max(MAX_GRACE_MS)
  readonly shutdownGraceMs: number = 10_000;

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
    env: 'AUDIT_RETENTION_DAYS',
    flag: 'audit-retention-days',
    kind: 'integer',
    default: '400',
    unit: 'days',
    meaning: 'Time for which records of the audit log are kept; 0 keeps them for ever.',
    expects: `a whole number from 0 to ${String(MAX_AUDIT_DAYS)}`,
    example: '400',
  })
  @IsInt()
  @Min(0)
  @Max(MAX_AUDIT_DAYS)
  readonly auditRetentionDays: number = 400;

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
    env: 'MCP_ORIGINS',
    flag: 'mcp-origins',
    meaning: 'Origins of web pages that may use MCP at /mcp; programs and pages of this machine always may.',
    expects: 'origins such as https://app.example with commas between them',
    example: 'https://app.example',
  })
  @IsOptional()
  @Matches(/^https?:\/\/[^\s,/]+(,https?:\/\/[^\s,/]+)*$/)
  readonly mcpOrigins?: string;
}
