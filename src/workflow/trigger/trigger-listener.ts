import { realpath, stat } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';

import { filePayload } from '../../nodes/nodetool/triggers/file-watch-trigger.js';
import { tickPayload } from '../../nodes/nodetool/triggers/interval-trigger.js';
import { watchFiles } from '../../nodes/nodetool/triggers/watch-files.js';
import { newId } from '../../common/ids.js';
import { beatsAfter, dueAt, scheduleOf } from './interval-schedule.js';
import type { NewTriggerEvent } from './trigger.contract.js';
import type { TriggerSource } from './trigger-sources.js';

/** Something that waits for events until it is closed. */
export interface TriggerListener {
  close(): Promise<void>;
}

/** What a listener begins with. */
export interface ListenerOptions {
  readonly source: TriggerSource;
  /** When the workflow was switched on. */
  readonly startedAt: number;
  /** Last beat of an interval; null before the first. */
  readonly lastSlot: number | null;
  /** Whether what was missed is made up for, once; always so when it was just switched on. */
  readonly catchUp: boolean;
  /** True right after it was switched on: what is there already is no event. */
  readonly isFresh: boolean;
  readonly workspace: () => Promise<string>;
  /** Takes an event; false when no more are wanted. */
  readonly report: (event: NewTriggerEvent) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

const MS_PER_SECOND = 1000;
/** Timers of JavaScript hold no longer time. */
const LONGEST_TIMER_MS = 2 ** 30;
/** Events are remembered for longer, so that a file is never taken twice. */
const FILE_MEMORY_MS = 6 * 24 * 3_600_000;

/**
 * Waits for what a trigger asks for; nothing for those that are told by somebody.
 *
 * @throws Error when what it should watch isn't there
 */
export const listen = async (options: ListenerOptions): Promise<TriggerListener | null> => {
  if (options.source.kind === 'interval') return new IntervalListener(options);
  if (options.source.kind === 'file') return watch(options);
  return null;
};

class IntervalListener implements TriggerListener {
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  private lastBeat: number | null;
  private readonly schedule;

  constructor(private readonly options: ListenerOptions) {
    this.schedule = scheduleOf(options.source.inputs, options.startedAt);
    this.lastBeat = options.lastSlot;
    if (!options.catchUp && !options.isFresh)
      this.lastBeat = beatsAfter(this.schedule, this.lastBeat, Date.now()).next - 1;
    this.arm();
  }

  close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    return Promise.resolve();
  }

  private arm(): void {
    if (this.isClosed) return;
    const now = Date.now();
    const { due, next } = beatsAfter(this.schedule, this.lastBeat, now);
    const waitMs = due === null ? dueAt(this.schedule, next) - now : 0;
    this.timer = setTimeout(() => void this.fire(), Math.min(waitMs, LONGEST_TIMER_MS));
  }

  private async fire(): Promise<void> {
    const at = new Date();
    const { due } = beatsAfter(this.schedule, this.lastBeat, at.getTime());
    if (due !== null) {
      const { startedAt, source, report, onError } = this.options;
      const elapsedMs = at.getTime() - startedAt;
      const intervalSeconds = this.schedule.everyMs / MS_PER_SECOND;
      const payload = tickPayload({ tick: due + 1, elapsedMs, intervalSeconds, at });
      const key = `beat ${startedAt} ${due}`;
      this.lastBeat = due;
      const isWanted = await report({ graphNodeId: source.graphNodeId, key, payload, slot: due }).catch(
        (error: unknown) => {
          onError(error);
          return true;
        },
      );
      if (!isWanted) return;
    }
    this.arm();
  }
}

const watch = async (options: ListenerOptions): Promise<TriggerListener> => {
  const { source, startedAt, catchUp, isFresh, report, onError } = options;
  const { inputs, graphNodeId } = source;
  const root = await options.workspace();
  await mkdir(root, { recursive: true });
  const place = await placeWithin(await realpath(root), String(inputs['path']));
  const events = textsOf(inputs['events']);
  const spec = {
    place,
    root: await realpath(root),
    isRecursive: inputs['recursive'] === true,
    patterns: textsOf(inputs['patterns']),
    ignorePatterns: textsOf(inputs['ignore_patterns']),
    stillMs: Number(inputs['debounce_seconds']) * MS_PER_SECOND,
    sinceMs: isFresh || !catchUp ? null : Math.max(startedAt, Date.now() - FILE_MEMORY_MS),
  };
  return watchFiles(
    spec,
    (change) => {
      if (!events.includes(change.event)) return;
      const key = change.state === null ? `change ${newId()}` : `file ${change.path} ${change.state}`;
      report({ graphNodeId, key, payload: filePayload(change, new Date()) }).catch(onError);
    },
    onError,
  );
};

/** @throws Error when the place isn't there, or leads out of the workspace */
const placeWithin = async (root: string, path: string): Promise<string> => {
  const place = resolve(root, path.replace(/^~(?=\/|$)/, '.'));
  const isThere = await stat(place).catch(() => null);
  if (!isThere) throw new Error(`There is no ${path} in the workspace to be watched`);
  const real = await realpath(place);
  if (`${real}/`.startsWith(`${root}/`)) return real;
  throw new Error(`${path} leads out of the workspace`);
};

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
