import { libDateTypes } from '../../src/nodes/lib/date/types.js';
import { libJsonTypes } from '../../src/nodes/lib/json/types.js';
import { libMathTypes } from '../../src/nodes/lib/math/types.js';
import { libUuidTypes } from '../../src/nodes/lib/uuid/types.js';
import { nodetoolBooleanTypes } from '../../src/nodes/nodetool/boolean/types.js';
import { nodetoolCompareTypes } from '../../src/nodes/nodetool/compare/types.js';
import { nodetoolConstantTypes } from '../../src/nodes/nodetool/constant/types.js';
import { nodetoolControlTypes } from '../../src/nodes/nodetool/control/types.js';
import { nodetoolInputTypes } from '../../src/nodes/nodetool/input/types.js';
import { nodetoolNumbersTypes } from '../../src/nodes/nodetool/numbers/types.js';
import { nodetoolOutputTypes } from '../../src/nodes/nodetool/output/types.js';
import { nodetoolWorkflowsTypes } from '../../src/nodes/nodetool/workflows/types.js';
import { describeGoldens } from './run-node-type.js';

const INT_AS_TEXT = 'a number beyond 2^53 leaves as a decimal text, so that no digit is lost';

describeGoldens({
  types: [
    ...libDateTypes,
    ...libJsonTypes,
    ...libMathTypes,
    ...libUuidTypes,
    ...nodetoolBooleanTypes,
    ...nodetoolCompareTypes,
    ...nodetoolConstantTypes,
    ...nodetoolControlTypes,
    ...nodetoolInputTypes,
    ...nodetoolNumbersTypes,
    ...nodetoolOutputTypes,
    ...nodetoolWorkflowsTypes,
  ],
  namespaces: [
    'lib.date',
    'lib.json',
    'lib.math',
    'lib.uuid',
    'nodetool.boolean',
    'nodetool.compare',
    'nodetool.constant',
    'nodetool.control',
    'nodetool.input',
    'nodetool.numbers',
    'nodetool.output',
    'nodetool.workflows.base_node',
  ],
  exceptions: {
    'lib.json.ValidateJSON min': 'a schema is data and is taken as it is',
    'lib.json.ValidateJSON ok': 'a schema is data and is taken as it is',
    'nodetool.control.Collect nulls': 'null items of a stream stay items',
    'nodetool.input.SelectInput not_option': 'a value must be one of the options',
    'nodetool.input.StringInput over_max': 'the bounds of an input are enforced',
    'lib.date.GetQuarter tz_dropped': 'start and end keep the time zone of the input',
    'lib.json.JSONTemplate prefix_clash': '$na is not replaced inside $name',
    'lib.json.StringifyJSON list': 'JSON carries no difference between 2.0 and 2',
    'lib.uuid.ParseUUID odd_dashes': INT_AS_TEXT,
    'lib.uuid.ParseUUID std': INT_AS_TEXT,
    'lib.uuid.ParseUUID upper': INT_AS_TEXT,
    'lib.uuid.ParseUUID urn': INT_AS_TEXT,
    'nodetool.numbers.FilterNumber nan': 'NaN is not an odd number',
  },
});
