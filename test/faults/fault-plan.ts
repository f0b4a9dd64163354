import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/** Moments of a run at which a hub kills itself. */
export const KILL_POINTS = [
  'before-accept-commit',
  'after-accept-commit',
  'after-dispatch-commit',
  'after-send',
  'before-result-commit',
  'after-result-commit',
] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

/** What is changed about a process of the built program. */
export interface FaultPlan {
  /** Name of a broken build. */
  readonly broken?: string | undefined;
  /** Dies by SIGKILL when it comes to this point for the nth time after a SIGUSR2. */
  readonly kill?: { readonly point: KillPoint; readonly after: number } | undefined;
  /** The process's `Date` is ahead by this. */
  readonly clockShiftMs?: number;
  /** The main thread stands still for so long at each SIGUSR2. */
  readonly blockMs?: number;
  readonly hubSettings?: Readonly<Record<string, number>>;
  readonly reconnectCapMs?: number;
  /** The database is full for as long as this file is there. */
  readonly diskFullFile?: string;
}

const REGISTER = pathToFileURL(join(import.meta.dirname, 'patch/register.mjs')).href;

/** The environment that brings a plan into a process. */
export const planEnv = (plan: FaultPlan): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${REGISTER}`,
  FAULTS: JSON.stringify(plan),
});
