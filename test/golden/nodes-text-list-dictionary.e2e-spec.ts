import { nodetoolDictionaryTypes } from '../../src/nodes/nodetool/dictionary/types.js';
import { nodetoolListTypes } from '../../src/nodes/nodetool/list/types.js';
import { nodetoolTextTypes } from '../../src/nodes/nodetool/text/types.js';
import { describeGoldens } from './run-node-type.js';

describeGoldens({
  types: [...nodetoolTextTypes, ...nodetoolListTypes, ...nodetoolDictionaryTypes],
  namespaces: ['nodetool.text', 'nodetool.list', 'nodetool.dictionary'],
  exceptions: {
    'nodetool.text.ToString float': 'a value from JSON does not tell 1.0 from 1',
    'nodetool.text.Collect stream': 'the first item of the stream is kept',
    'nodetool.text.Collect stream_one': 'the first item of the stream is kept',
    'nodetool.text.FormatText upper_literal_in_expr': 'texts in expressions keep their capitals',
    'nodetool.text.HasLength range_ignored': 'the bounds count unless an exact length is set',
    'nodetool.text.IndexOf default_end0': 'an end of 0 searches to the end of the text',
    'nodetool.list.Dedupe list_elems': 'lists and dictionaries are compared by content',
    'nodetool.list.Dedupe small_ints': 'the order of the list is kept',
    'nodetool.list.Intersection unhashable': 'lists and dictionaries are compared by content',
    'nodetool.list.Difference unhashable': 'lists and dictionaries are compared by content',
    'nodetool.dictionary.FilterDictByNumber even': 'a value from JSON does not tell 2.0 from 2',
  },
});
