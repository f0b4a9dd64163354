import type { Evidence, Execution, Outcome, RunEvent, Submission } from './evidence.js';
import { isOver } from './evidence.js';

/** What a scenario promises beyond the invariants that always hold. */
export interface Promises {
  /** Statuses in which a run may end. */
  readonly statuses: readonly string[];
  /** Updates may be missing where `truncated` says so. Default: nothing is missing. */
  readonly mayTruncate?: boolean;
  /** Also safe work is executed once. */
  readonly isOnce?: boolean;
  /** The node isn't ours: it sends no updates and its results name no execution. */
  readonly isForeign?: boolean;
}

/** One run with all that is known about it. */
interface Case {
  readonly submission: Submission;
  readonly outcomes: readonly Outcome[];
  readonly executions: readonly Execution[];
  readonly events: readonly RunEvent[];
  readonly evidence: Evidence;
}

/** Says which invariants were violated, a line for each. */
export const judge = (evidence: Evidence, promises: Promises): readonly string[] => [
  ...doubledRuns(evidence),
  ...evidence.submissions.flatMap((submission) => {
    const one: Case = {
      submission,
      outcomes: evidence.outcomes.filter(({ tag }) => tag === submission.tag),
      executions: evidence.executions.filter(({ tag }) => tag === submission.tag),
      events: evidence.events.get(submission.id) ?? [],
      evidence,
    };
    return RULES.flatMap((rule) => rule(one, promises).map((text) => `${submission.tag}: ${text}`));
  }),
];

type Rule = (one: Case, promises: Promises) => readonly string[];

/** The same key must always name the same run. */
const doubledRuns = ({ submissions }: Evidence): readonly string[] => {
  const ids = new Map<string, string>();
  return submissions.flatMap(({ tag, id }) => {
    const earlier = ids.get(tag);
    ids.set(tag, id);
    return earlier === undefined || earlier === id ? [] : [`${tag}: accepted as two runs`];
  });
};

/** Invariant 1: exactly one outcome, which stays. */
const endsOnce: Rule = ({ outcomes }, { statuses }) => {
  const [first] = outcomes;
  if (!first) return ['it has no outcome'];
  const facts = (one: Outcome): string => JSON.stringify([one.status, one.finishedAt, one.execution, one.attempt]);
  const changed = outcomes.find((one) => facts(one) !== facts(first));
  return [
    ...(changed ? [`its outcome changed from ${facts(first)} to ${facts(changed)}`] : []),
    ...(statuses.includes(first.status) ? [] : [`it ended as ${first.status}: ${first.error ?? 'no reason'}`]),
  ];
};

/** Invariants 3 and 4: work that isn't safe to repeat is begun at most once. */
const runsOnce: Rule = ({ submission, executions }, { isOnce = false }) => {
  const count = executions.filter(({ kind }) => kind === 'started').length;
  return count > 1 && (isOnce || submission.retry === 'never') ? [`it was executed ${count} times`] : [];
};

/** Invariant 4, the other half: safe work is tried again instead of ending without a known outcome. */
const retriesSafe: Rule = ({ submission, outcomes }) =>
  submission.retry === 'safe' && outcomes.at(-1)?.status === 'outcome_unknown' ? ['safe work was given up'] : [];

/** Invariant 2: the result is one that an execution came to, on the node that the hub names. */
const isOwnResult: Rule = ({ outcomes, executions, evidence }, { isForeign = false }) => {
  const last = outcomes.at(-1);
  if (last?.status !== 'completed' || isForeign) return [];
  const ended = executions.find(({ kind, execution }) => kind === 'ended' && execution === last.execution);
  if (!ended) return [`its result names execution ${String(last.execution)}, which no node has finished`];
  const node = evidence.nodeOfPid.get(ended.pid);
  return node === last.node
    ? []
    : [`its result is that of node ${String(node)}, but the hub names ${String(last.node)}`];
};

/** Invariant 5: numbered without a gap, closed by the outcome, and every step of the work in order. */
const isInOrder: Rule = ({ submission, outcomes, events }, { mayTruncate = false, isForeign = false }) => {
  const last = outcomes.at(-1);
  if (!last) return [];
  const gap = events.findIndex(({ seq }, index) => seq !== index + 1);
  const end = events.at(-1);
  const isClosed = end?.type === 'run_update' && isOver(String(end.data['status']));
  return [
    ...(gap < 0 ? [] : [`event ${gap + 1} of its log has the number ${events[gap]?.seq ?? 0}`]),
    ...(isClosed ? [] : ['its log does not end with its outcome']),
    ...(isForeign || last.status !== 'completed'
      ? []
      : stepProblems(submission.steps, lastAttempt(events), mayTruncate)),
  ];
};

/** Events since the newest attempt was sent. */
const lastAttempt = (events: readonly RunEvent[]): readonly RunEvent[] =>
  events.slice(events.findLastIndex(({ type, data }) => type === 'run_update' && data['status'] === 'dispatched'));

const stepProblems = (steps: number, events: readonly RunEvent[], mayTruncate: boolean): readonly string[] => {
  const seen = events.flatMap(({ type, data }) => {
    const step = type === 'log_update' ? /^step (\d+) /.exec(String(data['content']))?.[1] : undefined;
    return step === undefined ? [] : [Number(step)];
  });
  const cut = events.find(({ type }) => type === 'truncated');
  const isSorted = seen.every((step, index) => index === 0 || step > (seen[index - 1] ?? 0));
  return [
    ...(isSorted ? [] : [`its steps came as ${seen.join(', ')}`]),
    ...(cut && !mayTruncate ? [`updates are missing: ${JSON.stringify(cut.data)}`] : []),
    ...(cut || seen.length === steps ? [] : [`${seen.length} of ${steps} steps came, without a word about the others`]),
  ];
};

const RULES: readonly Rule[] = [endsOnce, runsOnce, retriesSafe, isOwnResult, isInOrder];
