import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';

import type { FieldProblem } from '../protocol/protocol-error.js';
import { ProtocolError } from '../protocol/protocol-error.js';

/** Checks bodies and queries against their class: unknown fields are refused by name, all problems are told at once. */
export const createValidationPipe = (): ValidationPipe =>
  new ValidationPipe({
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

const problemsOf = ({ property, constraints = {}, children = [] }: ValidationError, path: string): FieldProblem[] => {
  const field = path === '' ? property : `${path}.${property}`;
  const own = Object.entries(constraints).map(([rule, message]) => ({
    field,
    message: rule === 'whitelistValidation' ? `${property} is not known here` : message,
  }));
  return [...own, ...children.flatMap((child) => problemsOf(child, field))];
};
