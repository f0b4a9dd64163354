import { validateSync } from 'class-validator';

import { isRecord } from '../common/json.js';
import type { FieldProblem } from '../protocol/protocol-error.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import type { ArgsClass } from './command.decorator.js';
import { fieldsOf } from './fields.js';

/**
 * Turns what came in into an instance of a command's argument class. What is left out or null keeps the class's own value.
 *
 * @param subject name of the command, for the text of a refusal
 * @throws ProtocolError `INVALID_ARGUMENT` that names every wrong, missing and unknown argument
 */
export const parseArguments = <A extends object>(subject: string, argsClass: ArgsClass<A>, raw: unknown): A => {
  const given = raw ?? {};
  if (!isRecord(given)) {
    throw new ProtocolError('INVALID_ARGUMENT', `The arguments of ${subject} must be an object`);
  }
  const problems: FieldProblem[] = [];
  const args = fill(subject, argsClass, given, problems);
  for (const { property, constraints } of validateSync(args, { stopAtFirstError: true })) {
    if (problems.some((problem) => problem.field === property)) continue;
    problems.push({ field: property, message: Object.values(constraints ?? {}).join('; ') });
  }
  if (problems.length > 0) throw refusal(subject, problems);
  return args;
};

const fill = <A extends object>(
  subject: string,
  argsClass: ArgsClass<A>,
  given: Readonly<Record<string, unknown>>,
  problems: FieldProblem[],
): A => {
  const args = new argsClass();
  const fields = new Map(fieldsOf(argsClass).map((field) => [field.name, field]));
  for (const [name, value] of Object.entries(given)) {
    const isKnown = fields.has(name);
    if (!isKnown) problems.push({ field: name, message: `${name} is not an argument of ${subject}` });
    else if (value !== undefined && value !== null) Reflect.set(args, name, value);
  }
  for (const { name, isOptional, expected } of fields.values()) {
    if (isOptional || (given[name] !== undefined && given[name] !== null)) continue;
    problems.push({ field: name, message: `${name} is missing: it must be ${expected}` });
  }
  return args;
};

const refusal = (subject: string, problems: readonly FieldProblem[]): ProtocolError =>
  new ProtocolError('INVALID_ARGUMENT', `${subject}: ${problems.map(({ message }) => message).join('; ')}`, {
    problems,
  });
