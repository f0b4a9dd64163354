import type { ValidationArguments } from 'class-validator';
import { ValidateBy } from 'class-validator';

/** Finds what is wrong with a field's value beside the other fields; each text completes "<field> …". */
type FindFaults = (value: unknown, body: Readonly<Record<string, unknown>>) => readonly string[];

/** Checks a field beyond its type, in the same pass as the types, so that a caller learns of everything at once. */
export const Faults = (find: FindFaults): PropertyDecorator => {
  const findIn = ({ value, object }: ValidationArguments): readonly string[] => find(value, { ...object });
  return ValidateBy({
    name: 'faults',
    validator: {
      validate: (_value: unknown, args?: ValidationArguments) => args === undefined || findIn(args).length === 0,
      defaultMessage: (args?: ValidationArguments) => (args ? findIn(args).join('\n') : ''),
    },
  });
};

/** What is wrong when exactly one of two fields must be given. */
export const eitherFaults = (value: unknown, other: unknown, otherName: string): readonly string[] => {
  if (isGiven(value) && isGiven(other)) return [`can not be given together with ${otherName}`];
  return isGiven(value) || isGiven(other) ? [] : [`or ${otherName} must be given`];
};

/** Null counts as left out. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
