import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { AppConfig } from '../config/app-config.js';
import { isLoopback } from '../network/address-range.js';
import { ClientAddress } from '../network/client-address.service.js';
import { ConnectionCap } from '../network/connection-cap.js';
import type { WebServer } from '../network/http-server.js';
import { answerClientError, createWebServer } from '../network/http-server.js';
import { ListenerTable } from '../network/listener-table.js';
import { planListeners, settingOf } from '../network/listener-plans.js';
import type { ServerCertificate } from '../network/server-certificate.js';
import type { ListenerPlan } from '../network/traffic.js';
import { isAddressInUse, listenFault } from './listen-fault.js';

/** A listener that waits for connections. */
export interface OpenListener {
  readonly plan: ListenerPlan;
  readonly address: AddressInfo;
}

/** All listeners of a process: the framework's own server, and those beside it which lead to the same routes. */
export class Listeners {
  readonly open: OpenListener[] = [];
  private readonly others: WebServer[] = [];
  private follow: (server: WebServer, plan: ListenerPlan) => void = () => undefined;
  private readonly plans: ReturnType<typeof planListeners>;

  constructor(
    private readonly config: AppConfig,
    private readonly certificate: ServerCertificate | null,
  ) {
    this.plans = planListeners(config);
  }

  /** Takes a server of the framework: one at first, and another while it listens when a name means two addresses. */
  addMain(server: WebServer): void {
    // The first one is made before there are providers to follow it.
    this.follow(server, this.plans[0]);
  }

  /** @throws StartError that names the setting when a place can't be had */
  async listen(app: NestFastifyApplication): Promise<void> {
    this.follow = this.makeFollow(app);
    const [main, ...others] = this.plans;
    await this.listenMain(app, main);
    for (const plan of others) await this.listenBeside(app, plan);
  }

  /** Takes no further connections beside the framework's server; what is open may end. */
  stopTaking(): void {
    for (const server of this.others) {
      server.close();
      server.closeIdleConnections();
    }
  }

  /** Ends what is still open. */
  close(): void {
    for (const server of this.others) server.closeAllConnections();
  }

  private makeFollow(app: NestFastifyApplication): (server: WebServer, plan: ListenerPlan) => void {
    const addresses = app.get(ClientAddress);
    const table = app.get(ListenerTable);
    const { connectionsPerAddress } = this.config;
    const isExempt = (address: string): boolean => isLoopback(address) || addresses.isProxy(address);
    const cap = connectionsPerAddress === 0 ? null : new ConnectionCap(connectionsPerAddress, isExempt);
    return (server, plan) => {
      cap?.watch(server);
      table.follow(server, plan);
    };
  }

  private async listenMain(app: NestFastifyApplication, plan: ListenerPlan): Promise<void> {
    const server = app.getHttpServer() as WebServer; // made by `createWebServer`
    this.follow(server, plan);
    try {
      await app.listen(plan.port, plan.host);
    } catch (error) {
      if (!isAddressInUse(error) || this.config.role !== 'node' || this.config.isPortChosen) {
        throw listenFault(error, plan, settingOf(plan, this.config));
      }
      // A node is reached by its link, so it may share a machine with a hub on the default port.
      await app.listen(0, plan.host);
    }
    this.note(server, plan);
  }

  private async listenBeside(app: NestFastifyApplication, plan: ListenerPlan): Promise<void> {
    const fastify = app.getHttpAdapter().getInstance();
    const main = app.getHttpServer() as WebServer; // made by `createWebServer`
    const server = createWebServer((request, response) => fastify.routing(request, response), {
      headersTimeoutMs: this.config.headersTimeoutMs,
      certificate: plan.isInternal === true ? null : this.certificate,
      servesNodes: plan.serves.includes('nodes'),
    });
    server.on('clientError', answerClientError);
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // A node takes no sockets, and neither does a hub that has stopped: nobody else would ever close this one.
      if (!main.emit('upgrade', request, socket, head)) socket.destroy();
    });
    this.others.push(server);
    this.follow(server, plan);
    try {
      await once(server.listen(plan.port, plan.host), 'listening');
    } catch (error) {
      throw listenFault(error, plan, settingOf(plan, this.config));
    }
    this.note(server, plan);
  }

  private note(server: WebServer, plan: ListenerPlan): void {
    this.open.push({ plan, address: server.address() as AddressInfo }); // a TCP server that listens has one
  }
}
