import { isRecord } from '../common/json.js';
import type { GraphJson } from './stored-workflow.js';

/** What a graph needs of the world outside. */
export interface Requirements {
  readonly providers: readonly string[];
  readonly models: readonly string[];
}

/** First parts of type strings that stand for a provider. */
const PROVIDER_NAMESPACES: ReadonlySet<string> = new Set([
  'aime',
  'anthropic',
  'fal',
  'gemini',
  'huggingface',
  'huggingface_hub',
  'mistral',
  'openai',
  'replicate',
]);

/** Types of values that name a model together with its provider. */
const MODEL_TYPES: ReadonlySet<string> = new Set([
  'language_model',
  'image_model',
  'tts_model',
  'asr_model',
  'embedding_model',
  'video_model',
]);

/** Finds the model providers and models that a graph names, in its types and in its values. */
export const requirementsOf = ({ nodes }: GraphJson): Requirements => {
  const providers = new Set<string>();
  const models = new Set<string>();
  for (const node of nodes) {
    if (!isRecord(node)) continue;
    const namespace = typeof node['type'] === 'string' ? (node['type'].split('.')[0] ?? '') : '';
    if (PROVIDER_NAMESPACES.has(namespace)) providers.add(namespace);
    const values = node['data'] ?? node['properties'];
    for (const value of isRecord(values) ? Object.values(values) : []) noteModel(value, providers, models);
  }
  return { providers: [...providers].sort(), models: [...models].sort() };
};

const noteModel = (value: unknown, providers: Set<string>, models: Set<string>): void => {
  if (!isRecord(value) || typeof value['type'] !== 'string') return;
  const { type, provider, id, repo_id: repoId, model_id: modelId } = value;
  if (MODEL_TYPES.has(type)) {
    if (isName(provider) && provider !== 'empty') providers.add(provider);
    if (isName(id)) models.add(id);
  }
  if (type.startsWith('hf.') && isName(repoId)) models.add(repoId);
  if (type.startsWith('inference_provider_') && isName(modelId)) models.add(modelId);
};

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';
