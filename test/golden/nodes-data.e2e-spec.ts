import { nodetoolDataTypes } from '../../src/nodes/nodetool/data/types.js';
import { describeGoldens } from './run-node-type.js';

describeGoldens({
  types: nodetoolDataTypes,
  namespaces: ['nodetool.data'],
  exceptions: {
    'nodetool.data.FillNA forward': 'forward and backward work',
    'nodetool.data.FromList nested_no_value': 'a dictionary without "value" becomes a text, like a list',
    'nodetool.data.FromList none_to_str': 'null is a missing value',
    'nodetool.data.SelectColumn space_error': 'blanks around names are left out',
  },
  otherErrorTexts: {
    'nodetool.data.Join different_cols_rejected':
      'tables may have different columns; the one to join on is missing here',
  },
});
