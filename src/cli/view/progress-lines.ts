import type { RunView } from '../hub/run-view.js';
import { isTerminal } from '../hub/run-view.js';
import type { Progress, Step } from './progress.js';
import { hubTime } from './progress.js';
import type { Mood, Paint } from './style.js';
import { cut, durationText, oneLine, padTo } from './text.js';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const NAME_WIDTH = 32;
/** Updates travel in batches, so that a shorter time can't be told. */
const MIN_STEP_MS = 50;

/** Where and when progress is painted. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
  /** This machine's clock. */
  readonly nowMs: number;
  /** Counts up with each repaint, for the spinner. */
  readonly frame: number;
}

/** The lines that show a run's progress: the run itself, then its steps, as many as fit. Running and failed steps are shown first. */
export const progressLines = (progress: Progress, canvas: Canvas): string[] => {
  const steps = [...progress.steps.values()];
  const room = Math.max(1, canvas.rows - 3);
  const shown = new Set(steps.length <= room ? steps : [...steps].sort(byInterest).slice(0, room));
  const hiddenCount = steps.length - shown.size;
  return [
    runLine(progress, canvas),
    ...steps.filter((step) => shown.has(step)).map((step) => stepLine(step, progress, canvas)),
    ...(hiddenCount > 0 ? [canvas.paint('dim', `  … and ${hiddenCount} more`)] : []),
  ];
};

const INTEREST: Readonly<Record<Step['state'], number>> = { failed: 0, running: 1, waiting: 2, completed: 3 };

const byInterest = (left: Step, right: Step): number =>
  INTEREST[left.state] - INTEREST[right.state] || (right.finishedMs ?? 0) - (left.finishedMs ?? 0);

/** What is said about the run as a whole: `run … running · 3.2 s · on gpu-1`. The time stands where a narrow terminal shows it. */
const runLine = (progress: Progress, canvas: Canvas): string => {
  const { run } = progress;
  if (!run) return `${spinner(canvas)} waiting for the hub`;
  const [symbol, mood] = symbolOfRun(run.status, canvas);
  const time = durationText(runMs(progress, canvas.nowMs));
  const text = oneLine([`run ${run.id} ${run.status}`, time, ...circumstancesOf(run)].join(' · '));
  return `${canvas.paint(mood, symbol)} ${cut(text, canvas.columns - 2)}`;
};

/** What is known about the run in words, without times: id, status, node, attempt, and why it waits. */
export const runText = ({ run }: Progress): string =>
  run ? oneLine([`run ${run.id} ${run.status}`, ...circumstancesOf(run)].join(' · ')) : 'run';

const circumstancesOf = ({ status, nodeId, attempt, queuedReason }: RunView): string[] => [
  ...(nodeId === null ? [] : [`on ${nodeId}`]),
  ...((attempt ?? 1) > 1 ? [`attempt ${attempt}`] : []),
  ...(status === 'queued' && queuedReason !== null ? [queuedReason] : []),
];

const runMs = (progress: Progress, nowMs: number): number => {
  const { run } = progress;
  const beginMs = Date.parse(run?.createdAt ?? '');
  const endMs = run?.finishedAt ? Date.parse(run.finishedAt) : hubTime(progress, nowMs);
  return Number.isNaN(endMs - beginMs) ? 0 : Math.max(0, endMs - beginMs);
};

const symbolOfRun = (status: string, canvas: Canvas): readonly [string, Mood] => {
  if (status === 'completed') return ['✔', 'green'];
  return isTerminal(status) ? ['✖', 'red'] : [spinner(canvas), 'cyan'];
};

const stepLine = (step: Step, progress: Progress, canvas: Canvas): string => {
  const [symbol, mood] = symbolOfStep(step, canvas);
  const name = padTo(cut(oneLine(step.name), NAME_WIDTH), NAME_WIDTH);
  const text = `${name} ${stepText(step, hubTime(progress, canvas.nowMs))}`.trimEnd();
  return `  ${canvas.paint(mood, symbol)} ${cut(text, canvas.columns - 4)}`;
};

/** What is said about a step beside its name: time, share, error. How often it fired can't be told: beginnings are joined on their way. */
export const stepText = (step: Step, nowMs: number): string => {
  const ms = (step.finishedMs ?? nowMs) - step.startedMs;
  const parts = ms >= MIN_STEP_MS ? [durationText(ms)] : [];
  if (step.share !== null) parts.push(`${Math.round(step.share * 100)} %`);
  if (step.error !== null) parts.push(oneLine(step.error));
  return parts.join('  ');
};

const symbolOfStep = ({ state }: Step, canvas: Canvas): readonly [string, Mood] => {
  if (state === 'completed') return ['✔', 'green'];
  if (state === 'failed') return ['✖', 'red'];
  return state === 'waiting' ? ['·', 'yellow'] : [spinner(canvas), 'cyan'];
};

const spinner = ({ frame }: Canvas): string => SPINNER[frame % SPINNER.length] ?? SPINNER[0];
