import { str } from '../../../engine/property.js';

/** What every request is sent to. */
export const url = str('', { title: 'URL', description: 'The http or https address.' });

/** Asking changes nothing at the other end, so it may be done again; the answer may differ each time. */
export const READS = { isPure: false, isRetrySafe: true } as const;

/** Sending may change something at the other end: it is done once. */
export const WRITES = { isPure: false } as const;
