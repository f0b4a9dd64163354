import { str } from '../../../engine/property.js';

/** The text that all types of the namespace read. */
export const markdown = str('', { description: 'The Markdown text.' });
