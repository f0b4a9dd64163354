import type { NodeType, Outputs } from '../../engine/node-type.js';
import { defineNodeType } from '../../engine/node-type.js';
import type { Property } from '../../engine/property.js';
import { emptyValue } from '../nodetool/empty-values.js';
import { ValueError } from '../python/errors.js';
import type { Layout } from './listing.js';
import { listing, recordsAt, valueAt } from './listing.js';
import type { SearchParameters, SearchRecord } from './serp-api.js';
import { SEARCH_SETTINGS, searchWith } from './serp-api.js';

type Values = Readonly<Record<string, unknown>>;

/** What all searches have in common. */
interface Search {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly properties: Readonly<Record<string, Property>>;
  /** Properties that may not be empty. */
  readonly needs: readonly string[];
  /** Engine of SerpAPI, or how the values choose one. */
  readonly engine: string | ((values: Values) => string);
  /** What the engine is asked: its parameter's name, and the property that gives it or a function that does. */
  readonly ask: Readonly<Record<string, string | ((values: Values) => string | number | null)>>;
}

/** A search whose answer holds a list. */
export interface ListSearch extends Search {
  /** Where the list is; alternatives are separated by strokes. */
  readonly results: string | ((answer: SearchRecord) => readonly SearchRecord[]);
  readonly layout: Layout;
  /** A line or two about the whole answer, in front of the results. */
  readonly header?: (answer: SearchRecord) => string;
  /** Where a result has the address of a picture; such a search gives pictures too. */
  readonly pictures?: string;
}

/** A search whose answer is one thing. */
export interface DetailSearch extends Search {
  /** What is taken of the answer; default all of it. */
  readonly pick?: (answer: SearchRecord) => SearchRecord;
  readonly output?: string;
}

/** Declares a search that gives a list of results and a text about them. */
export const listSearch = (search: ListSearch): NodeType =>
  searchType(
    search,
    { results: 'list[dict]', text: 'str', ...(search.pictures !== undefined && { images: 'list[image]' }) },
    (answer, values) => {
      const results = resultsOf(search, answer, values);
      return {
        results,
        text: (search.header?.(answer) ?? '') + listing(results, search.layout),
        ...(search.pictures !== undefined && { images: picturesOf(results, search.pictures) }),
      };
    },
  );

/** Declares a search that gives one record. */
export const detailSearch = (search: DetailSearch): NodeType =>
  searchType(search, { output: search.output ?? 'dict' }, (answer) => ({
    output: search.pick === undefined ? answer : search.pick(answer),
  }));

/** Declares a search whose outputs are made in a way of their own. */
export const searchType = (
  { needs, engine, ask, ...declaration }: Search,
  outputs: Readonly<Record<string, string>>,
  outputsOf: (answer: SearchRecord, values: Values) => Outputs,
): NodeType => {
  const { type, title, description, tags, properties } = declaration;
  return defineNodeType({
    type,
    title,
    description,
    tags,
    properties,
    outputs,
    exposeAsTool: true,
    optionalSettings: SEARCH_SETTINGS,
    isPure: false,
    isRetrySafe: true,
    process: async (values, context) => {
      for (const name of needs) {
        if (String(values[name]).trim() === '') throw new ValueError(`${name} is empty: ${title} needs it`);
      }
      const chosen = typeof engine === 'string' ? engine : engine(values);
      return outputsOf(await searchWith(context, chosen, parametersOf(ask, values)), values);
    },
  });
};

/** The results of a list search, as many as were asked for. */
export const resultsOf = (
  { results }: Pick<ListSearch, 'results'>,
  answer: SearchRecord,
  { num_results: limit }: Values,
): readonly SearchRecord[] => {
  const found = typeof results === 'string' ? recordsAt(answer, results) : results(answer);
  return typeof limit === 'number' ? found.slice(0, Math.max(0, limit)) : found;
};

/** References to the pictures that results name. */
export const picturesOf = (results: readonly SearchRecord[], place: string): readonly unknown[] =>
  results.flatMap((result) => {
    const uri = valueAt(result, place);
    return typeof uri === 'string' ? [{ ...emptyValue('image'), uri }] : [];
  });

const parametersOf = (ask: Search['ask'], values: Values): SearchParameters =>
  Object.fromEntries(
    Object.entries(ask).map(([name, source]) => [
      name,
      typeof source === 'string' ? given(values[source]) : source(values),
    ]),
  );

/** A value that was given; empty texts, nothing and a price of 0 weren't. */
const given = (value: unknown): string | number | null =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' ? value : null;
