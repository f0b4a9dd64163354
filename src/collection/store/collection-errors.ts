import type { FieldProblem } from '../../protocol/protocol-error.js';
import { ProtocolError } from '../../protocol/protocol-error.js';

/** The refusal of a name that the user has no collection of. */
export const collectionNotFound = (name: string): ProtocolError =>
  new ProtocolError('NOT_FOUND', `Collection ${name} not found`);

/** The refusal of vectors that don't fit those that are there. */
export const dimensionMismatch = (
  name: string,
  own: number,
  given: number,
  model: string | null = null,
): ProtocolError =>
  new ProtocolError(
    'INVALID_ARGUMENT',
    `The vectors of collection ${name} have ${own} dimensions${model === null ? '' : ` (${model})`}, these have ${given}`,
    {
      hint: 'Use the model that the collection was made with, or make another collection.',
      details: { collection_dimensions: own, given_dimensions: given },
    },
  );

/** The refusal of one or more arguments, each named. */
export const wrongArguments = (command: string, problems: readonly FieldProblem[]): ProtocolError =>
  new ProtocolError('INVALID_ARGUMENT', `${command}: ${problems.map(({ message }) => message).join('; ')}`, {
    problems,
  });
