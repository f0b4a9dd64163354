import Type from 'typebox';

import { isRecord } from '../../common/json.js';
import type { OfferedModel } from '../model-provider.js';
import { servedModel } from '../model-provider.js';
import type { ModelType } from '../model-type.js';
import { MODEL_TYPES, typeOfId, typeOfModalities } from '../model-type.js';
import type { ProviderSettings } from '../provider-settings.js';
import { fetchJson } from './fetch-json.js';

const Item = Type.Object({ id: Type.String({ minLength: 1, maxLength: 512 }) });
/** Together answers with the bare list. */
const Answer = Type.Union([Type.Object({ data: Type.Array(Item) }), Type.Array(Item)]);

/** Lists the models of a server with OpenAI's interface; what it says beside the ids is used where its form is known. */
export const listOpenAi = async (
  { baseUrl, apiKey, fetch }: ProviderSettings,
  signal: AbortSignal,
): Promise<readonly OfferedModel[]> => {
  const headers: Record<string, string> = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  const answer = await fetchJson({ url: `${baseUrl}/models`, headers, schema: Answer, signal, fetch });
  const items: readonly { readonly id: string; readonly [key: string]: unknown }[] = Array.isArray(answer)
    ? answer
    : answer.data;
  return items.flatMap((item) => {
    const type = typeOfItem(item);
    const size = isRecord(item['meta']) ? item['meta']['size'] : null;
    const model = {
      ...servedModel(item.id, nameOf(item), type),
      sizeOnDisk: Number.isSafeInteger(size) ? Number(size) : null,
    };
    return type === null ? [] : [model];
  });
};

/** OpenRouter and Mistral have `name`, Together `display_name`; llama.cpp's id is a path. */
const nameOf = ({ id, name, display_name }: Readonly<Record<string, unknown>> & { readonly id: string }): string => {
  const named = [display_name, name].find((text): text is string => typeof text === 'string' && text !== '');
  return named ?? id.split('/').findLast((part) => part !== '') ?? id;
};

/**
 * Reads what a model is for out of its entry: Together's `type`, the modalities of OpenRouter and Hugging Face, Mistral's
 * capabilities, else its id.
 */
export const typeOfItem = (item: Readonly<Record<string, unknown>> & { readonly id: string }): ModelType | null => {
  const { id, type, architecture, capabilities } = item;
  if (typeof type === 'string') {
    const told = TYPE_WORDS[type.toLowerCase()];
    if (told !== undefined) return told;
  }
  const byId = typeOfId(id);
  // A modality of "audio" or "text" says less than a clear name: Whisper, say, gives text.
  if (byId !== 'language_model') return byId;
  if (isRecord(architecture)) {
    const told = typeOfModalities(
      wordsOf(architecture['input_modalities']),
      wordsOf(architecture['output_modalities']),
    );
    if (told !== undefined) return told;
  }
  return isRecord(capabilities) && capabilities['completion_chat'] === false && capabilities['completion_fim'] !== true
    ? typeOfCapabilities(capabilities)
    : byId;
};

const typeOfCapabilities = (capabilities: Readonly<Record<string, unknown>>): ModelType | null => {
  if (capabilities['audio_transcription'] === true) return 'asr_model';
  return capabilities['audio_speech'] === true ? 'tts_model' : null;
};

const wordsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : [];

/** Words of Together, LM Studio and others that write a type into the entry. */
const TYPE_WORDS: Readonly<Record<string, ModelType | null | undefined>> = {
  ...Object.fromEntries(MODEL_TYPES.map((type) => [type, type])),
  chat: 'language_model',
  language: 'language_model',
  code: 'language_model',
  llm: 'language_model',
  vlm: 'language_model',
  image: 'image_model',
  video: 'video_model',
  audio: 'tts_model',
  transcribe: 'asr_model',
  embedding: 'embedding_model',
  embeddings: 'embedding_model',
  moderation: null,
  rerank: null,
};
