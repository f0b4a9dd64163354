import { IsArray, IsOptional } from 'class-validator';

import { isAddressRule } from '../network/address-range.js';
import { isHostRule } from '../network/host-header.js';
import { parsePlace } from '../network/listener-place.js';
import { EachSatisfies, Satisfies } from './satisfies.js';
import { ServerSettings } from './server-settings.js';
import { Setting } from './setting.decorator.js';

const IsPlace = (): PropertyDecorator =>
  Satisfies('isPlace', (value) => typeof value === 'string' && parsePlace(value) !== null);

const AreAddresses = (): PropertyDecorator => EachSatisfies('areAddresses', isAddressRule);

const PLACE = { expects: 'host:port or [IPv6 address]:port', defaultNote: 'HOST:PORT' } as const;

const ADDRESSES = {
  kind: 'list',
  expects: 'addresses or ranges with commas between them',
  example: '10.1.0.0/16,fd00::/8',
} as const;

/** Settings of who may reach a server, and where. */
export abstract class NetworkSettings extends ServerSettings {
  @Setting({
    env: 'NODE_LISTEN',
    flag: 'node-listen',
    meaning: 'A listener of its own for nodes: their sockets, blobs and requests to be paired.',
    ...PLACE,
    example: '0.0.0.0:8443',
  })
  @IsOptional()
  @IsPlace()
  readonly nodeListen?: string;

  @Setting({
    env: 'API_LISTEN',
    flag: 'api-listen',
    meaning: 'A listener of its own for callers: REST, MCP, webhooks and the documentation.',
    ...PLACE,
    example: '127.0.0.1:8081',
  })
  @IsOptional()
  @IsPlace()
  readonly apiListen?: string;

  @Setting({
    env: 'METRICS_LISTEN',
    flag: 'metrics-listen',
    meaning: 'The only listener for health checks and metrics.',
    ...PLACE,
    defaultNote: 'every listener',
    example: '127.0.0.1:9090',
  })
  @IsOptional()
  @IsPlace()
  readonly metricsListen?: string;

  @Setting({
    env: 'NODE_ALLOW',
    flag: 'node-allow',
    meaning: 'Addresses from which nodes may connect.',
    defaultNote: 'any',
    ...ADDRESSES,
  })
  @IsArray()
  @AreAddresses()
  readonly nodeAllow: readonly string[] = [];

  @Setting({
    env: 'API_ALLOW',
    flag: 'api-allow',
    meaning: 'Addresses from which callers may use REST, MCP and webhooks.',
    defaultNote: 'any',
    ...ADDRESSES,
  })
  @IsArray()
  @AreAddresses()
  readonly apiAllow: readonly string[] = [];

  @Setting({
    env: 'METRICS_ALLOW',
    flag: 'metrics-allow',
    meaning: 'Addresses from which health and metrics may be read.',
    defaultNote: 'any',
    ...ADDRESSES,
  })
  @IsArray()
  @AreAddresses()
  readonly metricsAllow: readonly string[] = [];

  @Setting({
    env: 'TRUST_PROXY',
    flag: 'trust-proxy',
    meaning:
      "Addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; nobody else's are.",
    defaultNote: 'none',
    ...ADDRESSES,
    example: '127.0.0.1',
  })
  @IsArray()
  @AreAddresses()
  readonly trustProxy: readonly string[] = [];

  @Setting({
    env: 'ALLOWED_HOSTS',
    flag: 'allowed-hosts',
    kind: 'list',
    meaning:
      'Names by which callers may address this server in the header Host, beside addresses and localhost; behind a proxy on the same machine, the public name.',
    defaultNote: 'over loopback none, else any',
    expects: 'host names without a port, with commas between them',
    example: 'hub.example.com',
  })
  @IsArray()
  @EachSatisfies('areHosts', isHostRule)
  readonly allowedHosts: readonly string[] = [];
}
