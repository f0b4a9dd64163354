import { of, str } from '../../../engine/property.js';
import { emptyValue } from '../../nodetool/empty-values.js';

/** The workbook that a graph node works on; it hands on a changed copy. */
export const workbook = of('excel', emptyValue('excel'), { description: 'The workbook.' });

/** A worksheet by its name. */
export const sheetName = str('Sheet1', { description: 'Name of the worksheet.' });
