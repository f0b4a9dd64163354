import Type from 'typebox';

import { maybe } from '../../protocol/schema.js';
import type { OfferedModel } from '../model-provider.js';
import { servedModel } from '../model-provider.js';
import type { ProviderSettings } from '../provider-settings.js';
import { fetchJson } from './fetch-json.js';
import { readPages } from './read-pages.js';

const Answer = Type.Object({
  data: Type.Array(
    Type.Object({ id: Type.String({ minLength: 1, maxLength: 512 }), display_name: maybe(Type.String()) }),
  ),
  has_more: maybe(Type.Boolean()),
  last_id: maybe(Type.String()),
});

/** The API's version, which it wants to be told. @see https://docs.anthropic.com/en/api/versioning */
const VERSION = '2023-06-01';
const PAGE_SIZE = 1000;

/** Lists Anthropic's models, all of which are language models. */
export const listAnthropic = (
  { baseUrl, apiKey, fetch }: ProviderSettings,
  signal: AbortSignal,
): Promise<readonly OfferedModel[]> =>
  readPages(async (after) => {
    const url = new URL(`${baseUrl}/v1/models`);
    url.searchParams.set('limit', String(PAGE_SIZE));
    if (after !== null) url.searchParams.set('after_id', after);
    const headers = { 'anthropic-version': VERSION, ...(apiKey !== null && { 'x-api-key': apiKey }) };
    const {
      data,
      has_more,
      last_id = null,
    } = await fetchJson({ url: url.href, headers, schema: Answer, signal, fetch });
    const models = data.map(({ id, display_name }) => servedModel(id, display_name ?? id, 'language_model'));
    return { models, next: has_more === true ? last_id : null };
  });
