import type { Graph, GraphEdge, GraphNode } from '../engine/graph.js';

/** How a graph is drawn. */
export interface DigraphOptions {
  /** Name of the drawing. */
  readonly name: string;
  /** Names graph nodes after their type, with a number, in place of their ids. */
  readonly isDescriptive: boolean;
}

/**
 * Writes a graph in Graphviz's DOT language. Edges bear the names of their handles; control edges and the ends of edges
 * that lead nowhere are dashed. Whatever texts a graph holds, they stay within their quotes.
 *
 * @see https://graphviz.org/doc/info/lang.html
 */
export const digraphOf = ({ nodes, edges }: Graph, { name, isDescriptive }: DigraphOptions): string => {
  const known = new Map(nodes.map((node) => [node.id, node] as const));
  const ends = edges.flatMap(({ source, target }) => [source, target]);
  const ids = [...new Set([...known.keys(), ...ends])];
  const names = isDescriptive ? descriptiveNames(ids, known) : new Map(ids.map((id) => [id, id] as const));
  const nameOf = (id: string): string => quote(names.get(id) ?? id);
  return [
    `digraph ${quote(name)} {`,
    '  rankdir=LR;',
    '  node [shape=box];',
    ...ids.map((id) => `  ${nameOf(id)} [${nodeAttributes(id, known.get(id))}];`),
    ...edges.map((edge) => `  ${nameOf(edge.source)} -> ${nameOf(edge.target)} [${edgeAttributes(edge)}];`),
    '}',
    '',
  ].join('\n');
};

/** Numbers per name: the last underscore always stands before a number, so that no two names can meet. */
const descriptiveNames = (
  ids: readonly string[],
  known: ReadonlyMap<string, GraphNode>,
): ReadonlyMap<string, string> => {
  const counts = new Map<string, number>();
  return new Map(
    ids.map((id) => {
      const node = known.get(id);
      const base = node ? lastPart(node.type) : 'missing';
      const count = (counts.get(base) ?? 0) + 1;
      counts.set(base, count);
      return [id, `${base}_${String(count)}`] as const;
    }),
  );
};

const nodeAttributes = (id: string, node: GraphNode | undefined): string => {
  if (!node) return `label=${label(`missing: ${id}`)}, style=dashed`;
  const title = node.title ?? lastPart(node.type);
  return `label=${label(title)}, tooltip=${label(node.type)}`;
};

const edgeAttributes = ({ sourceHandle, targetHandle, isControl }: GraphEdge): string =>
  `label=${label(`${sourceHandle} -> ${targetHandle}`)}${isControl ? ', style=dashed' : ''}`;

const lastPart = (type: string): string => type.slice(type.lastIndexOf('.') + 1);

/** A text that Graphviz shows, where it also understands entities of HTML. */
const label = (text: string): string => quote(text.replaceAll('&', '&amp;'));

/** A backslash is doubled, because it would give the next sign, or the closing quote, another meaning. */
const quote = (text: string): string =>
  `"${text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/[^\P{Cc}\t]/gu, '\uFFFD')}"`;
