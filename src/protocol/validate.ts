import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';

import { MESSAGES } from './messages.js';
import type { FieldProblem } from './protocol-error.js';

interface Validator {
  Check(value: unknown): boolean;
  Errors(value: unknown): readonly TLocalizedValidationError[];
}

/** Problems named in one answer; more would only repeat the first. */
const MAX_PROBLEMS = 5;

/** Compiled when a type is first seen: all of them together would cost every start some 50 ms. */
const validators = new Map<string, Validator>();

/** Tells whether a `type` is one of the protocol. */
export const isKnownType = (type: string): type is keyof typeof MESSAGES => Object.hasOwn(MESSAGES, type);

/** Checks a value against the schema of its message type; no problems means that it fits. */
export const problemsOf = (type: keyof typeof MESSAGES, value: unknown): readonly FieldProblem[] => {
  const validator = validatorOf(type);
  return validator.Check(value) ? [] : describe(validator.Errors(value));
};

const validatorOf = (type: keyof typeof MESSAGES): Validator => {
  const known = validators.get(type);
  if (known !== undefined) {
    return known;
  }
  const validator: Validator = Compile(MESSAGES[type]);
  validators.set(type, validator);
  return validator;
};

/** One line per wrong field: the alternative "or null" of optional fields says nothing to the reader. */
const describe = (errors: readonly TLocalizedValidationError[]): readonly FieldProblem[] => {
  const byField = new Map<string, string>();
  for (const error of errors) {
    const isNoise = error.keyword === 'anyOf' || error.schemaPath.endsWith('/anyOf/1');
    for (const field of isNoise ? [] : fieldsOf(error)) {
      if (!byField.has(field) && byField.size < MAX_PROBLEMS) {
        byField.set(field, expectation(error));
      }
    }
  }
  return [...byField].map(([field, message]) => ({ field, message }));
};

const fieldsOf = (error: TLocalizedValidationError): readonly string[] => {
  const path = error.instancePath.split('/').slice(1);
  const names = error.keyword === 'required' ? error.params.requiredProperties : [];
  return names.length === 0 ? [path.join('.') || 'the message'] : names.map((name) => [...path, name].join('.'));
};

const expectation = (error: TLocalizedValidationError): string => {
  if (error.keyword === 'required') {
    return 'is missing';
  }
  return error.keyword === 'enum' ? `must be one of ${error.params.allowedValues.join(', ')}` : error.message;
};
