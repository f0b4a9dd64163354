import { Catalogue } from '../engine/catalogue.js';
import type { NodeType } from '../engine/node-type.js';
import { libDateTypes } from './lib/date/types.js';
import { libJsonTypes } from './lib/json/types.js';
import { libMathTypes } from './lib/math/types.js';
import { libUuidTypes } from './lib/uuid/types.js';
import { nodetoolBooleanTypes } from './nodetool/boolean/types.js';
import { nodetoolCompareTypes } from './nodetool/compare/types.js';
import { nodetoolConstantTypes } from './nodetool/constant/types.js';
import { nodetoolControlTypes } from './nodetool/control/types.js';
import { nodetoolDictionaryTypes } from './nodetool/dictionary/types.js';
import { nodetoolInputTypes } from './nodetool/input/types.js';
import { nodetoolListTypes } from './nodetool/list/types.js';
import { nodetoolNumbersTypes } from './nodetool/numbers/types.js';
import { nodetoolOutputTypes } from './nodetool/output/types.js';
import { nodetoolTextTypes } from './nodetool/text/types.js';
import { nodetoolWorkflowsTypes } from './nodetool/workflows/types.js';

/** Every node type that ships with the program, one list per namespace. */
export const builtinTypes: readonly NodeType[] = [
  ...libDateTypes,
  ...libJsonTypes,
  ...libMathTypes,
  ...libUuidTypes,
  ...nodetoolBooleanTypes,
  ...nodetoolCompareTypes,
  ...nodetoolConstantTypes,
  ...nodetoolControlTypes,
  ...nodetoolDictionaryTypes,
  ...nodetoolInputTypes,
  ...nodetoolListTypes,
  ...nodetoolNumbersTypes,
  ...nodetoolOutputTypes,
  ...nodetoolTextTypes,
  ...nodetoolWorkflowsTypes,
];

/** The catalogue of a node without further packages. */
export const builtinCatalogue = new Catalogue(builtinTypes);
