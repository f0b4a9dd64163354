import { registerDecorator } from 'class-validator';

/** Refuses a value that a function doesn't accept. */
export const Satisfies =
  (name: string, validate: (value: unknown) => boolean): PropertyDecorator =>
  (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(propertyName),
      validator: { validate },
    });

/** Refuses a list in which some text isn't accepted. */
export const EachSatisfies = (name: string, accepts: (text: string) => boolean): PropertyDecorator =>
  Satisfies(name, (value) => Array.isArray(value) && value.every((item) => accepts(String(item))));
