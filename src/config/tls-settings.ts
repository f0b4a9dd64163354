import { IsArray, IsIn, IsNotEmpty, IsOptional } from 'class-validator';

import { parsePin } from '../common/public-key-pin.js';
import { LimitSettings } from './limit-settings.js';
import { EachSatisfies } from './satisfies.js';
import { Setting } from './setting.decorator.js';

/** Whether a node must show a certificate of its own. */
export const CLIENT_CERT_MODES = ['off', 'optional', 'required'] as const;
export type ClientCertMode = (typeof CLIENT_CERT_MODES)[number];

const FILE = { kind: 'path', expects: 'a path of a file in PEM form that this user may read' } as const;

/** Settings of encrypted connections: those that come in, and a node's own to its hub. */
export abstract class TlsSettings extends LimitSettings {
  @Setting({
    env: 'TLS_CERT',
    flag: 'tls-cert',
    meaning: 'Certificate with its chain; with it every listener speaks https and wss. Read again when it changes.',
    ...FILE,
    example: '/etc/letsencrypt/live/hub.example.com/fullchain.pem',
  })
  @IsOptional()
  @IsNotEmpty()
  readonly tlsCert?: string;

  @Setting({
    env: 'TLS_KEY',
    flag: 'tls-key',
    meaning: 'Private key of TLS_CERT.',
    ...FILE,
    example: '/etc/letsencrypt/live/hub.example.com/privkey.pem',
  })
  @IsOptional()
  @IsNotEmpty()
  readonly tlsKey?: string;

  @Setting({
    env: 'TLS_CA',
    flag: 'tls-ca',
    meaning: 'Authorities whose certificates nodes may show; see TLS_CLIENT_CERT.',
    ...FILE,
    example: '/etc/nodetool/nodes-ca.pem',
  })
  @IsOptional()
  @IsNotEmpty()
  readonly tlsCa?: string;

  @Setting({
    env: 'TLS_CLIENT_CERT',
    flag: 'tls-client-cert',
    default: 'off',
    meaning:
      'Whether nodes show a certificate of TLS_CA, beside their token: never, checked when shown, or always. Callers of the API need none.',
    expects: 'one of off, optional, required',
    example: 'required',
  })
  @IsIn(CLIENT_CERT_MODES)
  readonly tlsClientCert: ClientCertMode = 'off';

  @Setting({
    env: 'GATEWAY_TLS_CA',
    flag: 'link-tls-ca',
    meaning: "Authorities that a node trusts besides the public ones, or the hub's own certificate.",
    ...FILE,
    example: './hub-ca.pem',
  })
  @IsOptional()
  @IsNotEmpty()
  readonly gatewayTlsCa?: string;

  @Setting({
    env: 'GATEWAY_TLS_CERT',
    flag: 'link-tls-cert',
    meaning: 'Certificate that a node shows to its hub; read again at each try.',
    ...FILE,
    example: './node.pem',
  })
  @IsOptional()
  @IsNotEmpty()
  readonly gatewayTlsCert?: string;

  @Setting({
    env: 'GATEWAY_TLS_KEY',
    flag: 'link-tls-key',
    meaning: 'Private key of GATEWAY_TLS_CERT.',
    ...FILE,
    example: './node-key.pem',
  })
  @IsOptional()
  @IsNotEmpty()
  readonly gatewayTlsKey?: string;

  @Setting({
    env: 'GATEWAY_TLS_PIN',
    flag: 'link-tls-pin',
    kind: 'list',
    meaning: "SHA-256 of the public keys that a hub's certificate may have; checked besides authority and name.",
    expects: 'sha256/… in base64, with commas between several',
    example: 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  })
  @IsArray()
  @EachSatisfies('arePins', (text) => parsePin(text) !== null)
  readonly gatewayTlsPin: readonly string[] = [];
}
