import type { ListingHandler } from './listing-server.js';
import { guarded, json, text } from './listing-server.js';

/** Answers `GET /v1/models` as servers with OpenAI's interface do. */
export const openAiListing = (models: readonly object[], key?: string): ListingHandler => {
  const list = json({ object: 'list', data: models.map((model) => ({ object: 'model', owned_by: 'x', ...model })) });
  const guardedList = key === undefined ? list : guarded('authorization', `Bearer ${key}`, list);
  return (request, response) => (request.path === '/v1/models' ? guardedList : text('', 404))(request, response);
};
