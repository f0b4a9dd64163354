import type { RunEvent } from '../hub/run-events.js';
import { isTerminal, textOf } from '../hub/run-view.js';
import type { CliIo, Output } from '../io.js';
import type { Progress, Step } from './progress.js';
import { applyEvent, hubTime, initialProgress } from './progress.js';
import { progressLines, runText, stepText } from './progress-lines.js';
import type { Paint } from './style.js';
import { paintFor } from './style.js';
import { oneLine } from './text.js';

const REPAINT_MS = 100;
const ESCAPE = '\u001b[';

/** Shows a watched run to a person. */
export interface WatcherView {
  show(event: RunEvent): void;
  /** Says something besides the progress. */
  say(text: string): void;
  /** Leaves the last state on the screen and stops. */
  close(): void;
}

/** The view for an output: a live picture on a terminal, one line per piece of news elsewhere. */
export const watcherViewFor = (output: Output, env: CliIo['env']): WatcherView => {
  const isLive = output.isTty && env['TERM'] !== 'dumb' && !env['CI'];
  return isLive ? new LiveView(output, paintFor(output, env)) : new PlainView(output);
};

/** Repaints the progress in place, ten times a second. */
export class LiveView implements WatcherView {
  private progress: Progress = initialProgress;
  private frame = 0;
  private paintedCount = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly output: Output,
    private readonly paint: Paint,
    private readonly now: () => number = Date.now,
  ) {
    this.timer = setInterval(() => this.repaint(), REPAINT_MS);
  }

  show(event: RunEvent): void {
    this.progress = applyEvent(this.progress, event, this.now());
    const log = logLine(event);
    if (log !== null) this.say(this.paint(log.isError ? 'red' : 'yellow', log.text));
  }

  say(text: string): void {
    this.output.write(`${this.erase()}${text}\n`);
    this.repaint();
  }

  close(): void {
    clearInterval(this.timer);
    this.repaint();
  }

  private repaint(): void {
    const columns = this.output.columns();
    const canvas = { columns, rows: this.output.rows(), paint: this.paint, nowMs: this.now(), frame: this.frame++ };
    const lines = progressLines(this.progress, canvas);
    this.output.write(`${this.erase()}${lines.join('\n')}\n`);
    this.paintedCount = lines.length;
  }

  private erase(): string {
    const erase = this.paintedCount > 0 ? `${ESCAPE}${this.paintedCount}A\r${ESCAPE}0J` : '';
    this.paintedCount = 0;
    return erase;
  }
}

/** Writes one line for each thing that a reader of a log would want to know. */
export class PlainView implements WatcherView {
  private progress: Progress = initialProgress;
  private lastRunText = '';

  constructor(
    private readonly output: Output,
    private readonly now: () => number = Date.now,
  ) {}

  show(event: RunEvent): void {
    const before = this.progress.steps;
    this.progress = applyEvent(this.progress, event, this.now());
    this.showRun(event.type);
    const log = logLine(event);
    if (log !== null) this.say(log.text);
    const nodeId = event.type === 'node_update' ? textOf(event.data['node_id']) : null;
    if (nodeId !== null) this.showStep(nodeId, before.get(nodeId));
  }

  say(text: string): void {
    this.output.write(`${text}\n`);
  }

  close(): void {
    // Nothing is held: every line was written at once.
  }

  /** After a snapshot the history tells how it came about, unless there is none yet; how it ended is said last. */
  private showRun(eventType: string): void {
    const { run } = this.progress;
    const text = runText(this.progress);
    const isLater = eventType === 'snapshot' ? run?.status !== 'queued' : eventType !== 'end' && isOver(run);
    if (!run || isLater || text === this.lastRunText) return;
    this.lastRunText = text;
    this.say(text);
  }

  private showStep(id: string, before: Step | undefined): void {
    const step = this.progress.steps.get(id);
    if (!step || step.state === 'waiting' || step.state === before?.state) return;
    const text = stepText(step, hubTime(this.progress, this.now()));
    this.say(`  ${step.state.padEnd(9)}  ${oneLine(step.name)}${text === '' ? '' : `  ${text}`}`);
  }
}

const isOver = (run: Progress['run']): boolean => isTerminal(run?.status ?? '');

/** The line of a log entry that a watcher should see: warnings and errors. */
const logLine = ({ type, data }: RunEvent): { text: string; isError: boolean } | null => {
  if (type === 'truncated')
    return { text: `  some updates were left out: ${oneLine(textOf(data['reason']) ?? '')}`, isError: false };
  if (type !== 'log_update' && type !== 'notification') return null;
  const severity = textOf(data['severity']);
  if (severity !== 'warning' && severity !== 'error') return null;
  const name = textOf(data['node_name']);
  const content = textOf(data['content']) ?? textOf(data['message']) ?? '';
  return {
    text: oneLine(`  ${severity}${name === null ? '' : ` from ${name}`}: ${content}`),
    isError: severity === 'error',
  };
};
