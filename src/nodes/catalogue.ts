import { Catalogue } from '../engine/catalogue.js';
import type { NodeType } from '../engine/node-type.js';
import { anthropicTypes } from './anthropic/types.js';
import { geminiTypes } from './gemini/types.js';
import { libBeautifulsoupTypes } from './lib/beautifulsoup/types.js';
import { libDateTypes } from './lib/date/types.js';
import { libDocxTypes } from './lib/docx/types.js';
import { libExcelTypes } from './lib/excel/types.js';
import { libGridTypes } from './lib/grid/types.js';
import { libHttpTypes } from './lib/http/types.js';
import { libJsonTypes } from './lib/json/types.js';
import { libMarkdownTypes } from './lib/markdown/types.js';
import { libMarkitdownTypes } from './lib/markitdown/types.js';
import { libMathTypes } from './lib/math/types.js';
import { libNumpyTypes } from './lib/numpy/types.js';
import { libOsTypes } from './lib/os/types.js';
import { libPandocTypes } from './lib/pandoc/types.js';
import { libPdfplumberTypes } from './lib/pdfplumber/types.js';
import { libPillowTypes } from './lib/pillow/types.js';
import { libPymupdfTypes } from './lib/pymupdf/types.js';
import { libRssTypes } from './lib/rss/types.js';
import { libSecretTypes } from './lib/secret/types.js';
import { libSqliteTypes } from './lib/sqlite/types.js';
import { libSupabaseTypes } from './lib/supabase/types.js';
import { libSvgTypes } from './lib/svg/types.js';
import { libUuidTypes } from './lib/uuid/types.js';
import { listedTypes } from './listed/listed-types.js';
import { mistralTypes } from './mistral/types.js';
import { nodetoolAgentsTypes } from './nodetool/agents/types.js';
import { nodetoolAudioTypes } from './nodetool/audio/types.js';
import { nodetoolBooleanTypes } from './nodetool/boolean/types.js';
import { nodetoolCodeTypes } from './nodetool/code/types.js';
import { nodetoolCompareTypes } from './nodetool/compare/types.js';
import { nodetoolConstantTypes } from './nodetool/constant/types.js';
import { nodetoolControlTypes } from './nodetool/control/types.js';
import { nodetoolDataTypes } from './nodetool/data/types.js';
import { nodetoolDictionaryTypes } from './nodetool/dictionary/types.js';
import { nodetoolDocumentTypes } from './nodetool/document/types.js';
import { nodetoolGeneratorsTypes } from './nodetool/generators/types.js';
import { nodetoolImageTypes } from './nodetool/image/types.js';
import { nodetoolInputTypes } from './nodetool/input/types.js';
import { nodetoolListTypes } from './nodetool/list/types.js';
import { nodetoolNumbersTypes } from './nodetool/numbers/types.js';
import { nodetoolOutputTypes } from './nodetool/output/types.js';
import { nodetoolTextTypes } from './nodetool/text/types.js';
import { nodetoolTriggersTypes } from './nodetool/triggers/types.js';
import { nodetoolVideoTypes } from './nodetool/video/types.js';
import { nodetoolWorkflowsTypes } from './nodetool/workflows/types.js';
import { nodetoolWorkspaceTypes } from './nodetool/workspace/types.js';
import { openaiTypes } from './openai/types.js';
import { searchTypes } from './search/types.js';
import { vectorChromaTypes } from './vector/chroma/types.js';
import { vectorFaissTypes } from './vector/faiss/types.js';

/** Every node type that ships with the program, one list per namespace. */
export const builtinTypes: readonly NodeType[] = [
  ...anthropicTypes,
  ...geminiTypes,
  ...libBeautifulsoupTypes,
  ...libDateTypes,
  ...libDocxTypes,
  ...libExcelTypes,
  ...libGridTypes,
  ...libHttpTypes,
  ...libJsonTypes,
  ...libMarkdownTypes,
  ...libMarkitdownTypes,
  ...libMathTypes,
  ...libNumpyTypes,
  ...libOsTypes,
  ...libPandocTypes,
  ...libPdfplumberTypes,
  ...libPillowTypes,
  ...libPymupdfTypes,
  ...libRssTypes,
  ...libSecretTypes,
  ...libSqliteTypes,
  ...libSupabaseTypes,
  ...libSvgTypes,
  ...libUuidTypes,
  ...listedTypes,
  ...mistralTypes,
  ...nodetoolAgentsTypes,
  ...nodetoolAudioTypes,
  ...nodetoolBooleanTypes,
  ...nodetoolCodeTypes,
  ...nodetoolCompareTypes,
  ...nodetoolConstantTypes,
  ...nodetoolControlTypes,
  ...nodetoolDataTypes,
  ...nodetoolDictionaryTypes,
  ...nodetoolDocumentTypes,
  ...nodetoolGeneratorsTypes,
  ...nodetoolImageTypes,
  ...nodetoolInputTypes,
  ...nodetoolListTypes,
  ...nodetoolNumbersTypes,
  ...nodetoolOutputTypes,
  ...nodetoolTextTypes,
  ...nodetoolTriggersTypes,
  ...nodetoolVideoTypes,
  ...nodetoolWorkflowsTypes,
  ...nodetoolWorkspaceTypes,
  ...openaiTypes,
  ...searchTypes,
  ...vectorChromaTypes,
  ...vectorFaissTypes,
];

/** The catalogue of a node without further packages. */
export const builtinCatalogue = new Catalogue(builtinTypes);
