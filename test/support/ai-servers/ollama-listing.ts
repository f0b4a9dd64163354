import type { ListingHandler } from './listing-server.js';
import { json, text } from './listing-server.js';

/** Answers `GET /api/tags` as Ollama does. */
export const ollamaListing =
  (models: readonly object[]): ListingHandler =>
  (request, response) => {
    (request.path === '/api/tags' ? json({ models }) : text('404 page not found', 404))(request, response);
  };
