import type { ListingHandler } from './listing-server.js';
import { guarded, json } from './listing-server.js';

/** Answers `GET /v1/models` as Anthropic does: pages that begin after an id. */
export const anthropicListing = (ids: readonly string[], pageSize: number, key: string): ListingHandler =>
  guarded('x-api-key', key, (request, response) => {
    if (request.path !== '/v1/models' || request.headers['anthropic-version'] === undefined) {
      json({ type: 'error', error: { type: 'not_found_error' } }, 404)(request, response);
      return;
    }
    const begin = ids.indexOf(request.query.get('after_id') ?? '') + 1;
    const page = ids.slice(begin, begin + pageSize);
    const data = page.map((id) => ({
      type: 'model',
      id,
      display_name: id.toUpperCase(),
      created_at: '2026-01-01T00:00:00Z',
    }));
    const has_more = begin + pageSize < ids.length;
    json({ data, has_more, first_id: page[0] ?? null, last_id: page.at(-1) ?? null })(request, response);
  });
