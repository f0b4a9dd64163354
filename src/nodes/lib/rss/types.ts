import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';
import { ask, textOf } from '../../web/answer.js';
import { momentAt, writeDateTime } from '../date/moment.js';
import { readFeed } from './feed.js';

const url = str('', { title: 'URL', description: 'Address of the feed: RSS, Atom, RDF or JSON Feed.' });

/** Sends the entries of a feed. */
export const FetchRSSFeed = defineNodeType({
  type: 'lib.rss.FetchRSSFeed',
  title: 'Fetch Feed',
  description: 'Sends the entries of a news feed one after another. An entry without a date counts as published now.',
  tags: ['rss', 'atom', 'feed', 'news', 'stream'],
  properties: { url },
  outputs: { title: 'str', link: 'str', published: 'datetime', summary: 'str', author: 'str' },
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
  async *generate({ url: address }, context) {
    const { entries } = await readFeed(await textOf(await ask(context, address)), address);
    for (const { published, ...entry } of entries) {
      yield { ...entry, published: writeDateTime(momentAt(published ?? context.now())) };
    }
  },
});

/** Tells what a feed says about itself. */
export const ExtractFeedMetadata = defineNodeType({
  type: 'lib.rss.ExtractFeedMetadata',
  title: 'Feed Metadata',
  description:
    'Reads what a news feed says about itself: title, description, link, language, and how many entries it has.',
  tags: ['rss', 'atom', 'feed', 'metadata'],
  properties: { url },
  outputs: { output: 'dict' },
  isPure: false,
  isRetrySafe: true,
  process: async ({ url: address }, context) => {
    const { about, entries } = await readFeed(await textOf(await ask(context, address)), address);
    return { output: { ...about, entry_count: entries.length } };
  },
});

/** Node types of `lib.rss`. */
export const libRssTypes: readonly NodeType[] = [ExtractFeedMetadata, FetchRSSFeed];
