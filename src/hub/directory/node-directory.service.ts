import { Injectable, Logger } from '@nestjs/common';
import { MoreThan } from 'typeorm';

import { Database } from '../../database/database.js';
import type { SqlValue, Statement } from '../../database/statement.js';
import type { ErrorMessage } from '../../protocol/common-messages.js';
import { HubSettings } from '../hub-settings.js';
import { FrameRouter } from '../session/frame-router.js';
import type { NodeFacts, NodeTypeSet } from '../session/node-facts.js';
import { isGeneratedNodeId } from '../session/node-facts.js';
import type { Session } from '../session/session.js';
import type { SessionOwner } from '../session/session-owner.js';
import { SessionOwners } from '../session/session-owner.js';
import { SessionRegistry } from '../session/session-registry.js';
import { NodeTypeSetRow } from './node-type-set.entity.js';
import { NodeRow } from './node.entity.js';

/** An error that a node reported. */
export interface NodeErrorNote {
  readonly at: number;
  readonly error: string;
  readonly code: string | null;
}

/** A machine as the directory knows it; `session` is null while it is away. */
export interface NodeEntry {
  readonly row: NodeRow;
  readonly session: Session | null;
}

const MAX_ERRORS = 20;
const MAX_BATCH = 500;
const MAX_ERROR_LENGTH = 2_000;

const UPSERT_NODE = `INSERT INTO nodes (node_id, protocol, is_generated_id, user_id, token_user_ids, capabilities, node_types_hash,
    labels, software, max_concurrent, instance_id, first_seen_at, connected_at, last_seen_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (node_id) DO UPDATE SET protocol = excluded.protocol, user_id = excluded.user_id,
    token_user_ids = excluded.token_user_ids, capabilities = excluded.capabilities,
    node_types_hash = excluded.node_types_hash, labels = excluded.labels, software = excluded.software,
    max_concurrent = excluded.max_concurrent, instance_id = excluded.instance_id,
    connected_at = excluded.connected_at, last_seen_at = excluded.last_seen_at`;

/** Remembers every machine that has joined, also while it is away and after a restart. */
@Injectable()
export class NodeDirectory implements SessionOwner {
  private readonly logger = new Logger(NodeDirectory.name);
  private readonly errors = new Map<string, NodeErrorNote[]>();
  private readonly storedTypes = new Set<string>();
  private readonly waiting: Statement[] = [];
  private isWriting = false;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly registry: SessionRegistry,
    private readonly settings: HubSettings,
    owners: SessionOwners,
    router: FrameRouter,
  ) {
    owners.attach(this);
    router.on('error', (session, message) => {
      this.noteError(session, message);
    });
  }

  onRegistered(session: Session): void {
    const { node } = session;
    if (!node) return;
    const types = node.facts.nodeTypes;
    this.write([...(types ? this.storeTypes(types) : []), upsert(node.facts, node.tokenUserIds, session.connectedAt)]);
  }

  onGone(session: Session): void {
    if (session.node) this.write([touch(session.node.nodeId, session.heardAt)]);
  }

  /**
   * Lists machines in the order of their ids, after one of them.
   *
   * @param isWanted chooses before the machines are counted, so that a page is full when there is another one
   */
  async list(afterId: string, limit: number, isWanted: (entry: NodeEntry) => boolean): Promise<readonly NodeEntry[]> {
    await this.writing;
    const wanted: NodeEntry[] = [];
    for (let place: string | undefined = afterId; place !== undefined && wanted.length < limit;) {
      const batch = await this.listRows(place, limit);
      wanted.push(...batch.filter(isWanted));
      place = batch.length < limit ? undefined : batch.at(-1)?.row.nodeId;
    }
    return wanted.slice(0, limit);
  }

  private async listRows(afterId: string, limit: number): Promise<readonly NodeEntry[]> {
    const where = { nodeId: MoreThan(afterId) };
    const rows = await this.database.repository(NodeRow).find({ where, order: { nodeId: 'ASC' }, take: limit });
    return rows.map((row) => ({ row, session: this.registry.find(row.nodeId) }));
  }

  async find(nodeId: string): Promise<NodeEntry | null> {
    await this.writing;
    const row = await this.database.repository(NodeRow).findOneBy({ nodeId });
    return row && { row, session: this.registry.find(nodeId) };
  }

  /** Gives the node types of a machine; null when it didn't list them. */
  async listNodeTypes({ row }: NodeEntry): Promise<readonly string[] | null> {
    if (row.nodeTypesHash === null) return null;
    const set = await this.database.repository(NodeTypeSetRow).findOneBy({ hash: row.nodeTypesHash });
    return set?.types ?? null;
  }

  /** The newest errors that a machine reported, newest last; kept in memory. */
  listErrors(nodeId: string): readonly NodeErrorNote[] {
    return this.errors.get(nodeId) ?? [];
  }

  /** Notes who is still here, and forgets machines with generated ids that have been away for long. */
  async tidy(nowMs: number): Promise<void> {
    for (const { nodeId } of this.registry.listNodes()) {
      this.write([touch(nodeId, this.registry.find(nodeId)?.heardAt ?? nowMs)]);
    }
    await this.writing;
    const params: SqlValue[] = [nowMs - this.settings.forgetGeneratedMs];
    await this.database.atomic([{ sql: 'DELETE FROM nodes WHERE is_generated_id = 1 AND last_seen_at < ?', params }]);
  }

  /** Waits for what is being written. */
  async idle(): Promise<void> {
    await this.writing;
  }

  private noteError({ node }: Session, { error, code }: ErrorMessage): void {
    if (!node) return;
    const notes = this.errors.get(node.nodeId) ?? [];
    notes.push({ at: Date.now(), error: error.slice(0, MAX_ERROR_LENGTH), code: code ?? null });
    this.errors.set(node.nodeId, notes.slice(-MAX_ERRORS));
    this.logger.warn('node reported an error', { node_id: node.nodeId, code: code ?? null });
  }

  private storeTypes({ hash, types }: NodeTypeSet): readonly Statement[] {
    if (this.storedTypes.has(hash)) return [];
    this.storedTypes.add(hash);
    const sql = 'INSERT INTO node_type_sets (hash, types) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING';
    return [{ sql, params: [hash, JSON.stringify([...types].sort())] }];
  }

  private write(statements: readonly Statement[]): void {
    this.waiting.push(...statements);
    if (this.isWriting) return;
    this.isWriting = true;
    this.writing = this.drain();
  }

  /** A fleet that comes at once is written in few commits. */
  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      try {
        await this.database.atomic(this.waiting.splice(0, MAX_BATCH));
      } catch (error) {
        this.storedTypes.clear();
        this.logger.error('the node directory is not written', error);
      }
    }
    this.isWriting = false;
  }
}

const upsert = (facts: NodeFacts, tokenUserIds: readonly string[] | null, connectedAt: number): Statement => ({
  sql: UPSERT_NODE,
  params: [
    facts.nodeId,
    facts.mode,
    isGeneratedNodeId(facts.nodeId),
    facts.userId,
    tokenUserIds && JSON.stringify(tokenUserIds),
    JSON.stringify({
      workflow_execution: facts.canRunWorkflows,
      commands: facts.commands,
      programs: facts.programs,
    }),
    facts.nodeTypes?.hash ?? null,
    JSON.stringify(facts.labels),
    facts.software && JSON.stringify(facts.software),
    facts.maxConcurrent,
    facts.instanceId,
    connectedAt,
    connectedAt,
    connectedAt,
  ],
});

const touch = (nodeId: string, seenAt: number): Statement => ({
  sql: 'UPDATE nodes SET last_seen_at = ? WHERE node_id = ? AND last_seen_at < ?',
  params: [seenAt, nodeId, seenAt],
});
