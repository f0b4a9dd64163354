import type { OfferedModel } from '../model-provider.js';
import { ListingFault } from '../model-provider.js';

/** A part of a list, and where the next one begins. */
export interface ModelPage {
  readonly models: readonly OfferedModel[];
  readonly next: string | null;
}

/** Ten times what any provider needs today. */
const MAX_PAGES = 20;

/**
 * Reads a list page by page.
 *
 * @param read gets null for the first page, then what the page before called its next
 * @throws ListingFault when the list has no end
 */
export const readPages = async (
  read: (next: string | null) => Promise<ModelPage>,
): Promise<readonly OfferedModel[]> => {
  const all: OfferedModel[] = [];
  let place: string | null = null;
  for (let count = 0; count < MAX_PAGES; count++) {
    const { models, next }: ModelPage = await read(place);
    all.push(...models);
    if (next === null || next === place) return all;
    place = next;
  }
  throw new ListingFault(`lists more than ${MAX_PAGES} pages of models`);
};
