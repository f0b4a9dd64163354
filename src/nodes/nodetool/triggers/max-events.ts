import { int } from '../../../engine/property.js';

/** The property that all triggers have. */
export const maxEvents = () =>
  int(0, { min: 0, description: 'Events after which the trigger is done; 0 = it goes on.' });
