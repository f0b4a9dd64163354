import { isRecord } from '../../common/json.js';
import type { CommandRequest } from '../../protocol/hub-messages.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import type { CommandOutcome } from './answers.js';
import { buildCommandResponse, describeFailure } from './answers.js';
import type { RunningRequest } from './running-request.js';
import { STOP_FAILURES } from './stopped-outcome.js';
import type { WorkContext } from './work-context.js';
import { acknowledge, stackOf } from './workflow-work.js';

/** Executes one command request and stores its answer. */
export const performCommand = async (
  work: RunningRequest,
  request: CommandRequest,
  context: WorkContext,
): Promise<void> => {
  work.phase = 'accepted';
  acknowledge(work, context, commandAckText(request));
  const outcome = await runCommand(work, request, context);
  work.phase = 'settled';
  if (!work.isForgotten) {
    await context.answers.settle(buildCommandResponse(work.id, work.attempt, outcome));
  }
};

/** Text of the receipt of a command, as the seed's clients write it. */
export const commandAckText = ({ command }: CommandRequest): string => `Executing command: ${command}`;

const runCommand = async (
  work: RunningRequest,
  request: CommandRequest,
  context: WorkContext,
): Promise<CommandOutcome> => {
  try {
    const result = await work.result(callHandler(work, request, context));
    return 'forcedBy' in result
      ? { ok: false, failure: STOP_FAILURES[result.forcedBy] }
      : { ok: true, result: objectOf(result.value, request) };
  } catch (error) {
    if (work.stoppedBy !== null) {
      return { ok: false, failure: STOP_FAILURES[work.stoppedBy] };
    }
    const failure = describeFailure(error);
    if (failure.errorCode === 'INTERNAL') {
      context.logger.warn('a command handler failed', { request_id: work.id, error: stackOf(error) });
    }
    return { ok: false, failure };
  }
};

const callHandler = async (
  work: RunningRequest,
  request: CommandRequest,
  { handlers }: WorkContext,
): Promise<unknown> => {
  if (handlers.command === undefined) {
    throw new ProtocolError('UNSUPPORTED', 'this node serves no commands');
  }
  return handlers.command(request, { attempt: work.attempt, signal: work.signal });
};

/** Peers refuse a result that is a bare list or value. */
const objectOf = (result: unknown, { command }: CommandRequest): Readonly<Record<string, unknown>> => {
  if (!isRecord(result)) {
    throw new TypeError(`the handler of ${command} did not return an object`);
  }
  return result;
};
