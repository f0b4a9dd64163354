import { Injectable } from '@nestjs/common';

import { ProtocolError } from '../../protocol/protocol-error.js';
import type { ProviderSettings } from '../provider-settings.js';
import { ProviderDirectory } from '../provider-settings.js';
import type { Capability } from './capability.js';
import { ConcurrencyGate } from './concurrency-gate.js';
import { InferenceSettings } from './inference-settings.js';
import type { InferenceCall } from './inference.contract.js';
import { OpenCall } from './open-call.js';
import { openClient } from './open-client.js';
import type { ProviderClient } from './provider-client.js';
import { keyNameOf } from './provider-error.js';
import { providerFetch } from './provider-fetch.js';
import { assertCall } from './request-checks.js';
import { PriceList } from './usage/price-list.js';
import type { UsageAmounts, UsageKind, UsageRecord } from './usage/usage.contract.js';
import { UsageService } from './usage/usage.service.js';

/** A call that can begin: the provider is known and has what is asked for. */
export interface ReadyCall<Kind extends Capability> {
  readonly call: OpenCall;
  readonly makeModel: NonNullable<ProviderClient[Kind]>;
}

/** Opens calls and books what they used. */
@Injectable()
export class CallDesk {
  private readonly gate: ConcurrencyGate;

  constructor(
    private readonly directory: ProviderDirectory,
    private readonly settings: InferenceSettings,
    private readonly prices: PriceList,
    private readonly usage: UsageService,
  ) {
    this.gate = new ConcurrencyGate(settings);
  }

  /**
   * Opens a call; whoever asks for it closes it.
   *
   * @throws ProtocolError `NOT_FOUND` for a provider that isn't configured, `UNSUPPORTED` for something that it doesn't offer
   */
  async open<Kind extends Capability>(request: InferenceCall, capability: Kind): Promise<ReadyCall<Kind>> {
    assertCall(request);
    this.usage.assertRoom();
    const settings = await this.find(request);
    const { apiKey, fetch: way } = settings;
    const { maxResponseBytes: maxBytes } = this.settings;
    const fetch = providerFetch({ hasKey: apiKey !== null, maxBytes, fetch: way });
    const client = await openClient(settings, fetch);
    const makeModel = client[capability];
    if (!makeModel) throw unsupported(settings, capability, client);
    const call = new OpenCall({
      asked: { settings, model: request.model, capability },
      client,
      gate: this.gate,
      settings: this.settings,
      signal: request.signal,
      timeoutMs: request.timeoutMs,
    });
    return { call, makeModel };
  }

  /** Books what a call used, and resolves when that is written; with other fees its cost is unknown. */
  async book(
    request: InferenceCall,
    kind: UsageKind,
    amounts: UsageAmounts,
    { hasOtherFees = false } = {},
  ): Promise<UsageRecord> {
    const { provider, model, userId, jobId = null, onUsage } = request;
    const costNanos = hasOtherFees ? null : this.prices.costNanosOf(provider, model, amounts);
    const record: UsageRecord = { jobId, userId, provider, model, kind, ...amounts, costNanos };
    await this.usage.record(record);
    try {
      onUsage?.(record);
    } catch {
      // Whoever listens doesn't decide about the call.
    }
    return record;
  }

  private async find({ provider, userId }: InferenceCall): Promise<ProviderSettings> {
    const settings = await this.directory.find(provider, userId);
    if (settings) return settings;
    const known = (await this.directory.list(userId)).map(({ name }) => name);
    throw new ProtocolError('NOT_FOUND', `Provider ${provider} is not configured`, {
      hint: `Set ${keyNameOf({ name: provider, kind: 'openai_compatible' })}, or use one of: ${known.join(', ') || 'none yet'}.`,
      details: { provider, configured: known },
    });
  }
}

const NAMES: Readonly<Record<Capability, string>> = {
  chat: 'chat',
  embedding: 'embeddings',
  image: 'image generation',
  speech: 'text to speech',
  transcription: 'transcription',
};

const unsupported = ({ name }: ProviderSettings, capability: Capability, client: ProviderClient): ProtocolError => {
  const offered = (Object.keys(NAMES) as Capability[]).filter((kind) => client[kind]).map((kind) => NAMES[kind]);
  return new ProtocolError('UNSUPPORTED', `Provider ${name} has no ${NAMES[capability]} here`, {
    hint: `It offers: ${offered.join(', ')}. Choose another provider for ${NAMES[capability]}.`,
    details: { provider: name, capability },
  });
};
