import type { Token, Tokens } from 'marked';

import { defineNodeType } from '../../../engine/node-type.js';
import { bool } from '../../../engine/property.js';
import { loadOnce } from '../../load-once.js';
import { markdown } from './markdown-property.js';

interface Link {
  readonly url: string;
  readonly title: string;
}

const loadMarked = loadOnce(() => import('marked'));

/** Finds the links of a Markdown text. */
export const ExtractLinks = defineNodeType({
  type: 'lib.markdown.ExtractLinks',
  title: 'Extract Markdown Links',
  description:
    'Lists the links of a Markdown text with what they are called: inline, by reference and in angle brackets. Pictures and code are left out.',
  tags: ['markdown', 'links', 'url'],
  properties: {
    markdown,
    include_titles: bool(true, { description: 'Give the text of each link beside its address.' }),
  },
  outputs: { output: 'list[dict[str,str]]' },
  exposeAsTool: true,
  process: async ({ markdown: text, include_titles: withTitles }) => {
    const { lexer } = await loadMarked();
    const links: Link[] = [];
    collect(lexer(text), (link) => links.push(withTitles ? link : { ...link, title: '' }));
    return { output: links };
  },
});

/** Walks the tree with a stack of its own: text from outside may nest deeper than calls can. */
const collect = (tokens: readonly Token[], found: (link: Link) => void): void => {
  const open: Token[] = tokens.toReversed();
  for (let token = open.pop(); token !== undefined; token = open.pop()) {
    if (isLink(token)) {
      const link = linkOf(token);
      if (link !== null) found(link);
    } else for (const child of childrenOf(token).toReversed()) open.push(child);
  }
};

const isLink = (token: Token): token is Tokens.Link => token.type === 'link';

/** Null for a bare address in running text, which Markdown itself doesn't call a link. */
const linkOf = ({ raw, href, text }: Tokens.Link): Link | null => {
  if (raw.startsWith('[')) return { url: href, title: text };
  return raw.startsWith('<') ? { url: text, title: '' } : null;
};

const childrenOf = (token: Token): Token[] => {
  if (token.type === 'image' || token.type === 'code' || token.type === 'codespan') return [];
  if (token.type === 'table') {
    // marked's type of a table token isn't told apart from its generic one.
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows].flatMap((row) => row.flatMap((cell) => cell.tokens));
  }
  // A list has items where others have tokens; marked's generic token leaves both open.
  const { items, tokens } = token as { readonly items?: Token[]; readonly tokens?: Token[] };
  return [...(items ?? []), ...(tokens ?? [])];
};
