import Type from 'typebox';

import type { OfferedModel } from '../model-provider.js';
import { servedModel } from '../model-provider.js';
import type { ModelType } from '../model-type.js';
import { typeOfId } from '../model-type.js';
import type { ProviderSettings } from '../provider-settings.js';
import { fetchJson } from './fetch-json.js';
import { readPages } from './read-pages.js';

const Answer = Type.Object({
  models: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String({ minLength: 1, maxLength: 512 }),
        displayName: Type.Optional(Type.String()),
        supportedGenerationMethods: Type.Optional(Type.Array(Type.String())),
      }),
    ),
  ),
  nextPageToken: Type.Optional(Type.String()),
});

const PAGE_SIZE = 1000;

/** Lists Gemini's models: for language, images, speech, embeddings and video. */
export const listGemini = (
  { baseUrl, apiKey, fetch }: ProviderSettings,
  signal: AbortSignal,
): Promise<readonly OfferedModel[]> =>
  readPages(async (token) => {
    const url = new URL(`${baseUrl}/v1beta/models`);
    url.searchParams.set('pageSize', String(PAGE_SIZE));
    if (token !== null) url.searchParams.set('pageToken', token);
    // In the query, where the documentation shows it first, the key would end up in logs of proxies.
    const headers: Record<string, string> = apiKey === null ? {} : { 'x-goog-api-key': apiKey };
    const { models = [], nextPageToken = '' } = await fetchJson({
      url: url.href,
      headers,
      schema: Answer,
      signal,
      fetch,
    });
    const offered = models.flatMap(({ name, displayName, supportedGenerationMethods = [] }) => {
      const id = name.replace(/^models\//, '');
      const type = typeOfMethods(id, supportedGenerationMethods);
      return type === null ? [] : [servedModel(id, displayName ?? id, type)];
    });
    return { models: offered, next: nextPageToken === '' ? null : nextPageToken };
  });

/** Reads what a model is for out of the methods that it supports; null for answers to questions about passages and for live audio. */
export const typeOfMethods = (id: string, methods: readonly string[]): ModelType | null => {
  if (methods.includes('embedContent')) return 'embedding_model';
  if (methods.includes('predictLongRunning')) return 'video_model';
  if (methods.includes('predict')) return typeOfId(id) === 'language_model' ? 'image_model' : typeOfId(id);
  return methods.includes('generateContent') ? typeOfId(id) : null;
};
