import { Injectable } from '@nestjs/common';

import { newId } from '../../common/ids.js';
import { Command } from '../../dispatch/command.decorator.js';
import { manualPayload } from '../../nodes/nodetool/triggers/manual-trigger.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { TriggerSource } from './trigger-sources.js';
import { FireTriggerArgs, ListTriggersArgs, StartTriggerArgs, TriggerArgs } from './trigger.args.js';
import type { TriggerRow } from './trigger.entity.js';
import { TriggerRepository } from './trigger.repository.js';
import { FiredTrigger, StartedTrigger, StoppedTrigger, TriggerList, TriggerView } from './trigger.results.js';
import { TriggerService } from './trigger.service.js';

const ID = '019a8f0c6f7b7d1e9a3b5c7d9e1f3a5b';
/** Characters that an event may have as JSON. */
const MAX_DATA_LENGTH = 1_048_576;

/** The commands that switch workflows on and off that begin by events. */
@Injectable()
export class TriggerCommands {
  constructor(
    private readonly service: TriggerService,
    private readonly triggers: TriggerRepository,
  ) {}

  @Command('start_trigger', {
    args: StartTriggerArgs,
    result: StartedTrigger,
    effect: 'writes',
    errors: ['NOT_FOUND', 'CONFLICT', 'QUEUE_FULL'],
    summary: 'Switches a workflow on: from now on each event of its triggers starts a job.',
    example: { workflow_id: ID, overlap: 'queue' },
  })
  async startTrigger({
    workflow_id,
    user_id,
    overlap,
    catch_up,
    new_token,
  }: StartTriggerArgs): Promise<StartedTrigger> {
    const options = { overlap, catchUp: catch_up, wantsNewToken: new_token };
    const { token } = await this.service.start(workflow_id, user_id, options);
    const row = await this.service.getOwn(workflow_id, user_id);
    return { ...(await this.view(row)), webhook_token: token };
  }

  @Command('stop_trigger', {
    args: TriggerArgs,
    result: StoppedTrigger,
    effect: 'writes',
    errors: ['NOT_FOUND'],
    summary: 'Switches a workflow off; events that it has taken still get their jobs.',
    example: { workflow_id: ID },
  })
  async stopTrigger({ workflow_id, user_id }: TriggerArgs): Promise<StoppedTrigger> {
    return { workflow_id, stopped: await this.service.stop(workflow_id, user_id) };
  }

  @Command('list_triggers', {
    args: ListTriggersArgs,
    result: TriggerList,
    effect: 'reads',
    summary: 'Lists the workflows that were switched on, with how they are doing.',
    example: {},
  })
  async listTriggers({ user_id }: ListTriggersArgs): Promise<TriggerList> {
    const rows = await this.triggers.listOf(user_id);
    return { triggers: await Promise.all(rows.map((row) => this.view(row))) };
  }

  @Command('fire_trigger', {
    args: FireTriggerArgs,
    result: FiredTrigger,
    effect: 'writes',
    errors: ['NOT_FOUND', 'CONFLICT', 'QUEUE_FULL', 'TOO_LARGE'],
    summary: 'Sends something to a manual trigger, which starts a job.',
    example: { workflow_id: ID, data: { question: 'Why?' } },
  })
  async fireTrigger(args: FireTriggerArgs): Promise<FiredTrigger> {
    const { workflow_id, user_id, data, idempotency_key: key = newId() } = args;
    const length = JSON.stringify(data).length;
    if (length > MAX_DATA_LENGTH) {
      throw new ProtocolError(
        'TOO_LARGE',
        `data has ${length} characters as JSON, at most ${MAX_DATA_LENGTH} are taken`,
      );
    }
    await this.service.getOwn(workflow_id, user_id);
    const { graphNodeId, inputs } = this.manualOf(args);
    const payload = manualPayload(data, String(inputs['name']), new Date());
    const receipt = await this.service.take(workflow_id, { graphNodeId, key: `manual ${key}`, payload });
    if (receipt.outcome === 'off') throw isOff(workflow_id);
    if (receipt.outcome === 'full')
      throw new ProtocolError('QUEUE_FULL', 'Too many events of this workflow wait already');
    if (receipt.outcome === 'skipped') return { workflow_id, status: 'skipped', job_id: null };
    return { workflow_id, status: receipt.outcome, job_id: receipt.eventId };
  }

  private manualOf({ workflow_id, name }: FireTriggerArgs): TriggerSource {
    const active = this.service.findActive(workflow_id);
    if (!active) throw isOff(workflow_id);
    const found = active.sources.filter(
      ({ kind, inputs }) => kind === 'manual' && (name === undefined || inputs['name'] === name),
    );
    const [source] = found;
    if (source && found.length === 1) return source;
    const names = active.sources.flatMap(({ kind, inputs }) => (kind === 'manual' ? [String(inputs['name'])] : []));
    throw new ProtocolError('INVALID_ARGUMENT', `Workflow ${workflow_id} has ${found.length} such manual triggers`, {
      problems: [{ field: 'name', message: names.length === 0 ? 'it has none' : `must be one of ${names.join(', ')}` }],
    });
  }

  private async view(row: TriggerRow): Promise<TriggerView> {
    const { workflowId } = row;
    const [counts, rows] = await Promise.all([this.triggers.countsOf(workflowId), this.triggers.sourcesOf(workflowId)]);
    const active = this.service.findActive(workflowId);
    return {
      workflow_id: workflowId,
      is_on: row.isOn,
      overlap: row.overlap,
      catch_up: row.catchUp,
      node_id: row.nodeId,
      started_at: new Date(row.startedAt).toISOString(),
      sources: (active?.sources ?? []).map(({ graphNodeId, kind, maxEvents, inputs }) => ({
        graph_node_id: graphNodeId,
        kind,
        event_count: rows.find((one) => one.graphNodeId === graphNodeId)?.eventCount ?? 0,
        max_events: maxEvents,
        webhook_path: kind === 'webhook' ? webhookPath(workflowId, String(inputs['path'])) : null,
      })),
      problems: (active?.problems ?? []).map(({ message }) => message),
      pending_count: counts.pending,
      running_count: counts.started,
      last_event_at: counts.lastAt === null ? null : new Date(counts.lastAt).toISOString(),
    };
  }
}

const webhookPath = (workflowId: string, path: string): string =>
  `/api/v1/webhooks/${workflowId}/${path.replace(/^\/+/, '')}`;

const isOff = (workflowId: string): ProtocolError =>
  new ProtocolError('CONFLICT', `Workflow ${workflowId} is switched off, or has had all its events`, {
    hint: 'Switch it on with start_trigger.',
  });
