import type { ArgumentMetadata } from '@nestjs/common';
import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';

import { isRecord } from '../common/json.js';
import type { FieldProblem } from '../protocol/protocol-error.js';
import { ProtocolError } from '../protocol/protocol-error.js';

/** Checks bodies and queries against their class: unknown fields are refused by name, all problems are told at once. */
export const createValidationPipe = (): ValidationPipe =>
  new ObjectValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => {
      const problems = errors.flatMap((error) => problemsOf(error, ''));
      const names = [...new Set(problems.map(({ field }) => field))];
      return new ProtocolError('INVALID_ARGUMENT', `The request is not right: ${names.join(', ')}`, { problems });
    },
  });

/** Says of a list, a text or a number that it is none of the objects expected, not that it lacks their fields. */
class ObjectValidationPipe extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'body' || value === undefined || value === null || isRecord(value)) {
      return super.transform(value, metadata);
    }
    return Promise.reject(new ProtocolError('INVALID_ARGUMENT', 'The body must be a JSON object'));
  }
}

const problemsOf = ({ property, constraints = {}, children = [] }: ValidationError, path: string): FieldProblem[] => {
  const field = path === '' ? property : `${path}.${property}`;
  const own = Object.entries(constraints).flatMap(([rule, message]) =>
    messagesOf(rule, message, property).map((text) => ({ field, message: text })),
  );
  return [...own, ...children.flatMap((child) => problemsOf(child, field))];
};

/** A rule that finds several faults in one field says each on a line of its own. */
const messagesOf = (rule: string, message: string, property: string): readonly string[] =>
  rule === 'whitelistValidation' ? [`${property} is not known here`] : message.split('\n');
