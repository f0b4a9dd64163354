import type { GraphNode } from './graph.js';

/**
 * Checks a value against the bounds that a workflow's author stored in an input: `min`, `max`, `max_length`, `options`.
 * The defaults of the node types don't count: they are hints for an editor.
 *
 * @param what names the value in the sentence, for example `Parameter 'age'`
 * @returns the sentence that says which bound is broken, or null
 */
export const boundsFault = (what: string, { data }: GraphNode, value: unknown): string | null => {
  const { min, max, max_length: maxLength, options } = data;
  if (typeof value === 'number' && typeof min === 'number' && value < min) {
    return `${what} is ${value}, but its smallest value is ${min}.`;
  }
  if (typeof value === 'number' && typeof max === 'number' && value > max) {
    return `${what} is ${value}, but its largest value is ${max}.`;
  }
  if (typeof value === 'string' && typeof maxLength === 'number' && maxLength > 0) {
    const characterCount = Array.from(value).length;
    if (characterCount > maxLength) {
      return `${what} has ${characterCount} characters, but at most ${maxLength} are allowed.`;
    }
  }
  if (Array.isArray(options) && options.length > 0 && value !== '' && !options.includes(value)) {
    return `${what} is not one of its options: ${options.join(', ')}.`;
  }
  return null;
};
