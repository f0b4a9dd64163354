import type { ChatEvent as AskedEvent, ChatRequest as AskedChat } from '../../../engine/services/node-models.js';
import type { InferenceCall } from '../inference.contract.js';
import type { UsageRecord } from '../usage/usage.contract.js';

/** A conversation that a model is to continue; its parts are those that graph nodes use. */
export type ChatRequest = AskedChat & InferenceCall;

type AskedFinish = Extract<AskedEvent, { type: 'finish' }>;

/** A step of an answer; the last one says what the call used. Every event can be sent to another thread. */
export type ChatEvent =
  Exclude<AskedEvent, AskedFinish> | (Omit<AskedFinish, 'usage'> & { readonly usage: UsageRecord });
