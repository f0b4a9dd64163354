import { isRecord } from '../../common/json.js';

/** What NodeTool's typed values look like before anything is chosen, by their `type`. */
const EMPTY_VALUES = {
  asr_model: { type: 'asr_model', provider: 'empty', id: '', name: '', path: null },
  audio: { type: 'audio', uri: '', asset_id: null, data: null, metadata: null },
  color: { type: 'color', value: null },
  dataframe: { type: 'dataframe', uri: '', asset_id: null, data: null, metadata: null, columns: null },
  document: { type: 'document', uri: '', asset_id: null, data: null, metadata: null },
  embedding_model: { type: 'embedding_model', provider: 'empty', id: '', name: '', dimensions: 0 },
  excel: { type: 'excel', uri: '', asset_id: null, data: null, metadata: null },
  folder: { type: 'folder', uri: '', asset_id: null, data: null, metadata: null },
  'hf.model': {
    type: 'hf.model',
    repo_id: '',
    path: null,
    variant: null,
    allow_patterns: null,
    ignore_patterns: null,
  },
  image: { type: 'image', uri: '', asset_id: null, data: null, metadata: null },
  image_model: { type: 'image_model', provider: 'empty', id: '', name: '', path: null, supported_tasks: [] },
  json: { type: 'json', uri: '', asset_id: null, data: null, metadata: null },
  language_model: { type: 'language_model', provider: 'empty', id: '', name: '', path: null, supported_tasks: [] },
  message: {
    type: 'message',
    id: null,
    workflow_id: null,
    graph: null,
    thread_id: null,
    tools: null,
    tool_call_id: null,
    role: '',
    name: null,
    content: null,
    tool_calls: null,
    collections: null,
    input_files: null,
    created_at: null,
    provider: null,
    model: null,
    agent_mode: null,
    help_mode: null,
    agent_execution_id: null,
    execution_event_type: null,
    workflow_target: null,
    workflow_message_input_name: null,
    workflow_messages_input_name: null,
  },
  model_3d: {
    type: 'model_3d',
    uri: '',
    asset_id: null,
    data: null,
    metadata: null,
    format: null,
    material_file: null,
    texture_files: [],
  },
  tts_model: { type: 'tts_model', provider: 'empty', id: '', name: '', path: null, voices: [], selected_voice: '' },
  video: { type: 'video', uri: '', asset_id: null, data: null, metadata: null, duration: null, format: null },
  video_model: { type: 'video_model', provider: 'empty', id: '', name: '', path: null, supported_tasks: [] },
} as const satisfies Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Names of the value types that `emptyValue` knows. */
export type EmptyValueType = keyof typeof EMPTY_VALUES;

/** The unset value of a type: an asset without a place, a model that nobody chose. */
export const emptyValue = (type: EmptyValueType): Readonly<Record<string, unknown>> => EMPTY_VALUES[type];

/**
 * Adds to a typed value the fields that it leaves out, so that what follows may read them all; lists are completed
 * item by item, any other value is handed back as it is.
 */
export const completeValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(completeValue);
  if (!isRecord(value) || !isEmptyValueType(value['type'])) return value;
  return { ...EMPTY_VALUES[value['type']], ...value };
};

/** Tells whether an asset reference names no content: neither a place, nor an asset, nor inline data. */
export const isEmptyAsset = (value: unknown): boolean =>
  !isRecord(value) || (!value['uri'] && !value['asset_id'] && isAbsent(value['data']));

const isEmptyValueType = (type: unknown): type is EmptyValueType =>
  typeof type === 'string' && Object.hasOwn(EMPTY_VALUES, type);

const isAbsent = (value: unknown): boolean => value === null || value === undefined || value === '';
