import { str } from '../../../engine/property.js';

/** What the types that look for parts of a page read. */
export const html = str('', { description: 'The HTML text of the page.' });
