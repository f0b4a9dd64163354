import { IsInt, IsNotEmpty, IsObject, IsOptional, IsString, Matches, Max, Min, ValidateIf } from 'class-validator';

import { NODE_ID } from '../common/node-id.js';
import { HubSettings } from './hub-settings.js';
import { Setting } from './setting.decorator.js';

const TOKEN = /^[\x21-\x7e]{1,512}$/;

const MAX_HEARTBEAT_MS = 3_600_000;

/** Settings of a node and its link to a hub. */
export abstract class NodeSettings extends HubSettings {
  @Setting({
    env: 'GATEWAY_URL',
    flag: 'url',
    meaning: 'WebSocket address of the hub that a node joins; needed for role node.',
    expects: 'a URL that begins with ws:// or wss://',
    example: 'ws://hub.example:8080/gateway',
    isSecret: true,
  })
  @ValidateIf((config: NodeSettings) => config.role === 'node' || config.gatewayUrl !== undefined)
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
    meaning:
      'File that holds the token with which a node joins the hub; read again when it changes, and written when the hub rotates the token.',
    defaultNote: 'DATA_DIR/node-token, which `pair` writes, unless GATEWAY_AUTH_TOKEN is set',
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
    env: 'GATEWAY_LABELS',
    flag: 'labels',
    kind: 'pairs',
    meaning: 'Labels of a node, by which runs can ask for it.',
    expects: 'key=value pairs with commas between them',
    example: 'gpu=h200,region=eu',
  })
  @IsObject()
  readonly gatewayLabels: Readonly<Record<string, string>> = {};

  @Setting({
    env: 'NODE_PACKAGES',
    flag: 'node-packages',
    kind: 'packages',
    meaning: 'Packages with further node types, beside the built-in ones.',
    expects: 'npm names or paths of folders with commas between them',
    example: './my-nodes,acme-nodes',
  })
  @IsString({ each: true })
  readonly nodePackages: readonly string[] = [];
}
