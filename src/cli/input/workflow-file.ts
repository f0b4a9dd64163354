import { basename } from 'node:path';

import { isRecord } from '../../common/json.js';
import { usageError } from '../cli-error.js';
import type { CliIo } from '../io.js';
import { readText } from './files.js';
import { parseJson } from './json-text.js';

const TEXT_INPUT_TYPES: ReadonlySet<unknown> = new Set([
  'nodetool.input.StringInput',
  'nodetool.input.SelectInput',
  'nodetool.input.FilePathInput',
  'nodetool.input.FolderPathInput',
]);

const FILE_INPUT_TYPES: ReadonlyMap<unknown, string> = new Map([
  ['nodetool.input.ImageInput', 'image'],
  ['nodetool.input.ImageListInput', 'image'],
  ['nodetool.input.AudioInput', 'audio'],
  ['nodetool.input.AudioListInput', 'audio'],
  ['nodetool.input.VideoInput', 'video'],
  ['nodetool.input.VideoListInput', 'video'],
  ['nodetool.input.DocumentInput', 'document'],
  ['nodetool.input.Model3DInput', 'model_3d'],
]);

const MODEL_INPUT_TYPES: ReadonlyMap<unknown, string> = new Map([
  ['nodetool.input.LanguageModelInput', 'language_model'],
  ['nodetool.input.EmbeddingModelInput', 'embedding_model'],
  ['nodetool.input.ImageModelInput', 'image_model'],
  ['nodetool.input.TTSModelInput', 'tts_model'],
  ['nodetool.input.ASRModelInput', 'asr_model'],
  ['nodetool.input.VideoModelInput', 'video_model'],
]);

/** A workflow as it stands in a file. */
export interface WorkflowFile {
  /** The workflow's own name, else the file's. */
  readonly name: string;
  readonly graph: Readonly<Record<string, unknown>>;
  /** Parameters that the file brings along. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The whole object, empty for a bare graph. */
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * Reads a workflow's file: a NodeTool workflow (an object with `graph`), a graph with `params`, or a bare graph with `nodes` and `edges`.
 *
 * @param path a file, or `-` for standard input
 * @throws CliError that names the file and what is wrong with it, with exit code 2
 */
export const readWorkflowFile = async (path: string, io: CliIo): Promise<WorkflowFile> => {
  const label = path === '-' ? 'standard input' : path;
  const value = parseJson(await readText(path, io), label);
  if (!isRecord(value)) throw notAWorkflow(label);
  const isBare = Array.isArray(value['nodes']);
  const graph = isBare ? value : value['graph'];
  if (!isRecord(graph) || !Array.isArray(graph['nodes'])) throw notAWorkflow(label);
  const document = isBare ? {} : value;
  const params = document['params'] ?? {};
  if (!isRecord(params)) throw usageError(`params in ${label} must be an object`);
  const name =
    typeof document['name'] === 'string' && document['name'] !== '' ? document['name'] : basename(label, '.json');
  return { name, graph, params, document };
};

const notAWorkflow = (label: string): Error =>
  usageError(`${label} holds no workflow`, {
    hint: 'It needs an object with "graph", or a graph with "nodes" and "edges".',
  });

/** Names of a graph's inputs that take text. */
export const textInputsOf = (graph: Readonly<Record<string, unknown>>): ReadonlySet<string> =>
  new Set(inputsOf(graph).flatMap(({ name, type }) => (TEXT_INPUT_TYPES.has(type) ? [name] : [])));

/** Names of a graph's inputs that take a file, with the kind of reference that names it. */
export const fileInputsOf = (graph: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> =>
  kindsOf(graph, FILE_INPUT_TYPES);

/** Names of a graph's inputs that take a model, with the kind of model. */
export const modelInputsOf = (graph: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> =>
  kindsOf(graph, MODEL_INPUT_TYPES);

const kindsOf = (
  graph: Readonly<Record<string, unknown>>,
  kinds: ReadonlyMap<unknown, string>,
): ReadonlyMap<string, string> =>
  new Map(
    inputsOf(graph).flatMap(({ name, type }) => {
      const kind = kinds.get(type);
      return kind === undefined ? [] : [[name, kind] as const];
    }),
  );

const inputsOf = (graph: Readonly<Record<string, unknown>>): readonly { name: string; type: unknown }[] => {
  const nodes: readonly unknown[] = Array.isArray(graph['nodes']) ? graph['nodes'] : [];
  return nodes.flatMap((node) => {
    if (!isRecord(node)) return [];
    const data = isRecord(node['data']) ? node['data'] : node['properties'];
    const name = isRecord(data) ? data['name'] : undefined;
    return typeof name === 'string' ? [{ name, type: node['type'] }] : [];
  });
};
