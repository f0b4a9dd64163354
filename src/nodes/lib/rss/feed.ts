import { DateTime } from 'luxon';

import { isRecord } from '../../../common/json.js';
import { loadOnce } from '../../load-once.js';
import { messageOf, shown } from '../../web/answer.js';

const loadFeedsmith = loadOnce(() => import('feedsmith'));

/** What is taken of an entry of a feed; a text that it doesn't have is empty. */
export interface FeedEntry {
  readonly title: string;
  readonly link: string;
  readonly published: Date | null;
  readonly summary: string;
  readonly author: string;
}

/** A feed of any format. */
export interface Feed {
  readonly about: Readonly<Record<'title' | 'description' | 'link' | 'language' | 'updated' | 'generator', string>>;
  readonly entries: readonly FeedEntry[];
}

/**
 * Reads RSS, Atom, RDF or JSON Feed.
 *
 * @param address where the text comes from, for the message
 * @throws Error when the text is none of them, or broken
 */
export const readFeed = async (text: string, address: string): Promise<Feed> => {
  const { parseFeed } = await loadFeedsmith();
  try {
    const { feed } = parseFeed(text.trim());
    return { about: aboutOf(feed), entries: listAt(feed, 'items', 'entries').map(entryOf) };
  } catch (error) {
    throw new Error(`${shown(address)} is no feed that can be read: ${messageOf(error)}`, { cause: error });
  }
};

const aboutOf = (feed: unknown): Feed['about'] => ({
  title: textAt(feed, 'title'),
  description: textAt(feed, 'description', 'subtitle'),
  link: linkOf(feed),
  language: textAt(feed, 'language', 'xml.lang', 'dc.languages'),
  updated: textAt(feed, 'updated', 'lastBuildDate', 'pubDate', 'dc.dates'),
  generator: textAt(feed, 'generator'),
});

const entryOf = (entry: unknown): FeedEntry => ({
  title: textAt(entry, 'title', 'dc.titles'),
  link: linkOf(entry),
  published: dateOf(textAt(entry, 'pubDate', 'published', 'date_published', 'dc.dates', 'updated', 'date_modified')),
  summary: textAt(entry, 'summary', 'description', 'content', 'content.encoded', 'content_html', 'content_text'),
  author: textAt(entry, 'authors', 'author', 'dc.creators', 'itunes.author'),
});

const linkOf = (value: unknown): string => {
  const direct = textAt(value, 'link', 'url', 'home_page_url');
  if (direct !== '') return direct;
  const links = listAt(value, 'links').filter(isRecord);
  const chosen = links.find(({ rel }) => rel === undefined || rel === 'alternate') ?? links[0];
  const permalink = at(value, 'guid.isPermaLink') === false ? '' : textAt(value, 'guid');
  return textAt(chosen, 'href') || (/^https?:/i.test(permalink) ? permalink : '');
};

/** The first text at one of the paths. */
const textAt = (value: unknown, ...paths: readonly string[]): string => {
  for (const path of paths) {
    const text = textOf(at(value, path));
    if (text !== '') return text;
  }
  return '';
};

/** The text of a value that may stand alone, in a list, or beside its attributes. */
const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(textOf).find((text) => text !== '') ?? '';
  if (!isRecord(value)) return '';
  return textOf(value['value'] ?? value['text'] ?? value['name'] ?? value['email']);
};

const listAt = (value: unknown, ...names: readonly string[]): readonly unknown[] =>
  names.map((name) => at(value, name)).find((list): list is unknown[] => Array.isArray(list)) ?? [];

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);

const dateOf = (text: string): Date | null => {
  const readings = [
    DateTime.fromRFC2822(text),
    DateTime.fromISO(text, { zone: 'utc' }),
    DateTime.fromSQL(text, { zone: 'utc' }),
  ];
  return readings.find((reading) => reading.isValid)?.toJSDate() ?? null;
};
