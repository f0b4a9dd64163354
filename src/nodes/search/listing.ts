import { isRecord } from '../../common/json.js';
import type { SearchRecord } from './serp-api.js';

/** A line of a result: where its value is, and what stands before it. */
export interface Line {
  /** Names of the places where the value may be, each a path with dots; the first that holds something counts. */
  readonly at: string;
  readonly label?: string;
  readonly suffix?: string;
  /** Longest text; the rest is cut off. */
  readonly max?: number;
}

/** How a list of results is written as text. */
export interface Layout {
  /** Where a result's heading is; default `title`. */
  readonly title?: string;
  readonly lines: readonly Line[];
}

/** A value at a path of names with dots between them; alternatives are separated by strokes. */
export const valueAt = (record: SearchRecord, paths: string): unknown => {
  for (const path of paths.split('|')) {
    const value = path.split('.').reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), record);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
};

/** The records in a list at one of some places; the first list that isn't empty counts. */
export const recordsAt = (answer: SearchRecord, paths: string): readonly SearchRecord[] => {
  const lists = paths.split('|').map((path) => valueAt(answer, path));
  const found = lists.filter((list): list is unknown[] => Array.isArray(list)).find((list) => list.length > 0);
  return (found ?? []).filter(isRecord);
};

/** Writes results for people and models to read: a number and a heading each, then a line per detail. */
export const listing = (results: readonly SearchRecord[], { title = 'title', lines }: Layout): string =>
  results
    .map((result, index) => {
      const heading = `[${shownValue(valueAt(result, 'position') ?? index + 1)}] ${shownValue(valueAt(result, title) ?? 'Untitled')}`;
      return [heading, ...detailsOf(result, lines), ''].join('\n');
    })
    .join('\n');

/** The lines of a record that has something to say in them. */
export const detailsOf = (record: SearchRecord, lines: readonly Line[]): string[] =>
  lines.flatMap(({ at, label, suffix = '', max = Infinity }) => {
    const text = shownValue(valueAt(record, at) ?? '');
    if (text === '') return [];
    const cut = text.length > max ? `${text.slice(0, max - 1)}…` : text;
    return [`    ${label === undefined ? '' : `${label}: `}${cut}${suffix}`];
  });

/** A value as a reader sees it: lists with commas, records by their name. */
export const shownValue = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(shownValue).filter(Boolean).join(', ');
  if (isRecord(value)) return shownValue(valueAt(value, 'name|title|raw|text|when|total') ?? JSON.stringify(value));
  return typeof value === 'number'
    ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })
    : String(value);
};
