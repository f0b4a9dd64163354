import { ValueError } from '../../python/errors.js';

/** @throws ValueError when a text that must be there is empty */
export const given = (name: string, value: string): string => {
  if (value === '') throw new ValueError(`'${name}' field cannot be empty`);
  return value;
};
