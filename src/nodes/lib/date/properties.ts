import type { Property } from '../../../engine/property.js';
import { of } from '../../../engine/property.js';
import type { WireDate, WireDateTime } from './moment.js';
import { UNSET_DATE, UNSET_DATETIME } from './moment.js';

/** A datetime property; unset, it holds a year that doesn't exist. */
export const datetime = (description: string): Property<WireDateTime> =>
  of('datetime', UNSET_DATETIME, { description });

/** A day property; unset, it holds a year that doesn't exist. */
export const date = (description: string): Property<WireDate> => of('date', UNSET_DATE, { description });
