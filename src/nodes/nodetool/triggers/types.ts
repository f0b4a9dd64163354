import type { NodeType } from '../../../engine/node-type.js';
import { FileWatchTrigger } from './file-watch-trigger.js';
import { IntervalTrigger } from './interval-trigger.js';
import { ManualTrigger } from './manual-trigger.js';
import { Wait } from './wait.js';
import { WebhookTrigger } from './webhook-trigger.js';

/** The node types of `nodetool.triggers`. */
export const nodetoolTriggersTypes: readonly NodeType[] = [
  FileWatchTrigger,
  IntervalTrigger,
  ManualTrigger,
  Wait,
  WebhookTrigger,
];
