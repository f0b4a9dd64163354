import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { NodeIdentity } from '../job/node-identity.service.js';
import { NodeRegistryService } from '../node-registry/node-registry.service.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { WorkflowRunner } from '../workflow/workflow-runner.service.js';
import { GatewayClient } from './client/gateway-client.js';
import type { LinkStatus } from './client/link-status.js';
import { DatabaseOutbox } from './database-outbox.js';
import { HeartbeatService } from './heartbeat.service.js';
import { readLinkTls } from './link-tls-files.js';
import { LinkFiles } from './link-files.service.js';
import { LinkToken } from './link-token.service.js';
import { LinkWork } from './link-work.service.js';

/** Where a node joins. */
export interface LinkTarget {
  readonly url: string | undefined;
  /** Default: the configured token, or the one in its file, read at each try. */
  readonly token?: string;
}

/** The node's link to its hub: opens it, keeps it, and shows how it does. */
@Injectable()
export class LinkService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(LinkService.name);
  private client: GatewayClient | null = null;
  private target: LinkTarget | null = null;
  private refusal: Error | null = null;
  private stopping: Promise<void> | null = null;
  private readonly refusalListeners = new Set<(error: Error) => void>();

  constructor(
    private readonly config: AppConfig,
    private readonly identity: NodeIdentity,
    private readonly registry: NodeRegistryService,
    private readonly dispatcher: Dispatcher,
    private readonly runner: WorkflowRunner,
    private readonly work: LinkWork,
    private readonly files: LinkFiles,
    private readonly outbox: DatabaseOutbox,
    private readonly heartbeat: HeartbeatService,
    private readonly token: LinkToken,
  ) {}

  /** Opens the link and returns; it connects, and stays connected, in the background. */
  async start(target: LinkTarget): Promise<void> {
    if (target.url === undefined) throw new Error('a link needs the address of a hub');
    this.target = target;
    await this.outbox.recover();
    this.open({ ...target, url: target.url });
  }

  /** Resolves when the link is up for the first time, or after `deadlineMs`. */
  async untilJoined(deadlineMs: number): Promise<void> {
    const client = this.requireClient();
    const joined = new Promise<void>((resolve) => client.on('registered', () => resolve()));
    const timer = new AbortController();
    const late = delay(deadlineMs, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([joined, late]);
    timer.abort();
  }

  /** Calls back when the hub refuses this node for good. */
  onRefused(listener: (error: Error) => void): void {
    this.refusalListeners.add(listener);
  }

  /** How the link is doing; null before `start`. */
  status(): (LinkStatus & { readonly missed_heartbeats: number }) | null {
    const status = this.client?.status();
    return status ? { ...status, missed_heartbeats: this.heartbeat.missedCount } : null;
  }

  /** Connects at once after a pause, a drain or a refusal. */
  connect(): void {
    if (this.refusal && this.target?.url !== undefined) this.open({ ...this.target, url: this.target.url });
    else this.requireClient().connect();
  }

  /** Ends the connection until `connect`; jobs go on. */
  disconnect(): void {
    this.requireClient().disconnect();
  }

  /** Takes no new workflows from the hub; running ones go on. */
  drain(): void {
    void this.requireClient().drain();
  }

  /**
   * Ends the node's work: says that it drains, hands back what has not begun, lets running jobs end within the grace, leaves
   * the rest to the next process, and says goodbye to the hub when it has the answers.
   */
  stop(graceMs: number): Promise<void> {
    this.stopping ??= this.shutDown(graceMs);
    return this.stopping;
  }

  /** For owners that give no grace. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.stop(0);
  }

  private async shutDown(graceMs: number): Promise<void> {
    const { client, runner } = this;
    void client?.drain();
    const isIdle = runner.drain(graceMs);
    await this.handBack();
    await isIdle;
    // What was being accepted when the drain began.
    await this.handBack();
    await runner.close();
    await client?.close();
    this.heartbeat.stop();
  }

  /** Without a hub that takes them, jobs wait for the next process of this node. */
  private async handBack(): Promise<void> {
    if (this.client?.status().session_id == null) return;
    const count = await this.runner.handBack();
    if (count > 0) this.logger.log('jobs that had not begun were handed back', { count });
  }

  private open({ url, token }: LinkTarget & { readonly url: string }): void {
    this.refusal = null;
    const client = new GatewayClient({
      url,
      nodeId: this.identity.nodeId,
      authToken: () => token ?? this.token.read(),
      ...(token === undefined && this.token.file !== null && { saveToken: (text) => this.token.save(text) }),
      tls: () => readLinkTls(this.config),
      userId: this.config.gatewayUserId,
      heartbeatIntervalMs: this.config.gatewayHeartbeatIntervalMs,
      autoHeartbeat: false,
      capabilities: () => ({
        workflow_execution: true,
        commands: this.dispatcher.commands().map(({ name }) => name),
        node_types: this.registry.runnableTypeNames(),
        programs: Object.keys(this.registry.machine.programs),
      }),
      labels: this.config.gatewayLabels,
      maxConcurrent: this.config.maxConcurrentJobs,
      software: SOFTWARE,
      handlers: this.work.handlers,
      outbox: this.outbox,
      contents: this.files,
      logger: {
        debug: (message, fields) => this.logger.debug(message, fields),
        info: (message, fields) => this.logger.log(message, fields),
        warn: (message, fields) => this.logger.warn(message, fields),
      },
    });
    client.on('registered', () => this.heartbeat.start(client.status().heartbeat_interval_ms, () => client.beat()));
    client.on('lost', () => this.heartbeat.stop());
    this.files.attach(client.blobs);
    this.client = client;
    if (token === undefined) this.token.watch(() => void client.renewToken());
    client.adopt(this.work.unfinished());
    client.run().catch((error: unknown) => this.refuse(client, error));
  }

  private refuse(client: GatewayClient, error: unknown): void {
    if (client !== this.client) return;
    this.refusal = error instanceof Error ? error : new Error(String(error));
    this.heartbeat.stop();
    this.logger.error('the hub refuses this node for good', { reason: this.refusal.message });
    for (const listener of this.refusalListeners) listener(this.refusal);
  }

  private requireClient(): GatewayClient {
    if (this.client) return this.client;
    throw new ProtocolError('CONFLICT', 'The link has not been opened yet');
  }
}

const packageJson: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

// npm refuses a package without name and version.
const SOFTWARE = (({ name, version }) => ({ name, version }))(packageJson as { name: string; version: string });
