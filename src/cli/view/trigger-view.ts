import { isRecord } from '../../common/json.js';
import { textOf } from '../hub/run-view.js';
import { agoText, table } from './text.js';
import { facts } from './values.js';

type Answer = Readonly<Record<string, unknown>>;

/** What became of switching a workflow on: what it waits for, and what callers of its webhooks must know. */
export const startedLines = (answer: Answer, address: string): string[] => {
  const webhooks = recordsOf(answer['sources']).flatMap((source) => textOf(source['webhook_path']) ?? []);
  return facts([
    ['switched on', textOf(answer['workflow_id'])],
    ...recordsOf(answer['sources']).map((source) => ['waits for', textOf(source['kind'])] as const),
    ...webhooks.map((path) => ['webhook', `${address}${path}`] as const),
    ['secret', textOf(answer['webhook_token'])],
  ]);
};

/** One line per workflow that was ever switched on. */
export const triggerTable = (triggers: readonly Answer[], width: number): string[] => {
  const nowMs = Date.now();
  const rows = triggers.map((trigger) => [
    textOf(trigger['workflow_id']) ?? '?',
    trigger['is_on'] === true ? 'on' : 'off',
    recordsOf(trigger['sources']).map(sourceText).join(', ') || '-',
    String(trigger['pending_count']),
    String(trigger['running_count']),
    agoText(textOf(trigger['last_event_at']), nowMs),
    Array.isArray(trigger['problems']) ? trigger['problems'].join('; ') : '',
  ]);
  return table(['WORKFLOW', 'STATE', 'EVENTS', 'WAITING', 'RUNNING', 'LAST EVENT', 'PROBLEMS'], rows, width);
};

const sourceText = (source: Answer): string => {
  const max = Number(source['max_events']);
  return `${String(source['kind'])} ${String(source['event_count'])}${max > 0 ? ` of ${max}` : ''}`;
};

/** Reads a list of objects; anything else in it is left out. */
export const recordsOf = (value: unknown): readonly Answer[] => (Array.isArray(value) ? value : []).filter(isRecord);
