import type { CheerioAPI, load as loadPage } from 'cheerio/slim';

import { loadOnce } from '../load-once.js';

const loadCheerio = loadOnce(() => import('cheerio/slim'));

/** A node of a page. */
export type PageNode = Exclude<Parameters<typeof loadPage>[0], string | Buffer | readonly unknown[]>;
/** An element of a page. */
export type PageElement = Extract<PageNode, { readonly attribs: unknown }>;

/** Elements whose content no reader sees. */
const UNSEEN = new Set(['script', 'style', 'template', 'rt', 'rp']);

/** Reads HTML as it is written: nothing is added that isn't there, not even a body. */
export const parseHtml = async (html: string): Promise<CheerioAPI> => {
  const { load } = await loadCheerio();
  return load(html);
};

/** Tells whether a node of a page is an element. */
export const isElement = (node: PageNode): node is PageElement => 'name' in node && 'attribs' in node;

/** All elements of some names, in the order of the page. */
export const elementsOf = (page: CheerioAPI, ...names: readonly string[]): PageElement[] =>
  page(names.join(',')).toArray().filter(isElement);

/** An attribute's value; empty when it has none. */
export const attributeOf = (element: PageElement, name: string): string => element.attribs[name] ?? '';

/** The texts inside of nodes that a reader sees, joined as they are. */
export const textOfNodes = (nodes: readonly PageNode[]): string => {
  const texts: string[] = [];
  walk(nodes, { text: (text) => texts.push(text) });
  return texts.join('');
};

/** Told what is met on a walk through a page. */
export interface HtmlVisitor {
  readonly text: (text: string) => void;
  readonly open?: (element: PageElement) => void;
  readonly close?: (element: PageElement) => void;
}

/** Walks through nodes in order, with a stack of its own: pages from outside may nest deeper than calls can. */
export const walk = (nodes: readonly PageNode[], visitor: HtmlVisitor): void => {
  const open: Step[] = [];
  enter(nodes, open);
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { node, isLeft } = step;
    const kind: string = node.type;
    if (kind === 'text' && 'data' in node) visitor.text(node.data);
    else if (kind === 'cdata' && 'children' in node) enter(node.children, open);
    else if (!isElement(node) || UNSEEN.has(node.name)) continue;
    else if (isLeft) visitor.close?.(node);
    else {
      visitor.open?.(node);
      open.push({ node, isLeft: true });
      enter(node.children, open);
    }
  }
};

interface Step {
  readonly node: PageNode;
  readonly isLeft: boolean;
}

/** Puts nodes on a stack, so that the first one comes off first; one by one, for a page may have very many. */
const enter = (nodes: readonly PageNode[], open: Step[]): void => {
  for (const node of nodes.toReversed()) open.push({ node, isLeft: false });
};
