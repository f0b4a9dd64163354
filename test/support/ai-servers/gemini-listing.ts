import type { ListingHandler } from './listing-server.js';
import { guarded, json } from './listing-server.js';

/** Answers `GET /v1beta/models` as Gemini does: pages with a token for the next one. */
export const geminiListing = (models: readonly object[], pageSize: number, key: string): ListingHandler =>
  guarded('x-goog-api-key', key, (request, response) => {
    const begin = Number(request.query.get('pageToken') ?? 0);
    const end = begin + pageSize;
    const nextPageToken = end < models.length ? { nextPageToken: String(end) } : {};
    const found = request.path === '/v1beta/models';
    json(found ? { models: models.slice(begin, end), ...nextPageToken } : {}, found ? 200 : 404)(request, response);
  });
