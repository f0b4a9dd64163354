import { of, str } from '../../../engine/property.js';

/** Which table of which file. */
export const place = {
  database_name: str('memory.db', { description: 'Database file in the workspace.' }),
  table_name: str('flashcards', { description: 'Name of the table.' }),
};

/** A condition on the rows, as SQL. */
export const where = (description: string) => str('', { description });

/** Names and kinds of columns. */
export const recordType = (description: string) =>
  of('record_type', { type: 'record_type', columns: [] }, { description });
