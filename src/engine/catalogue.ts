import { currentTypeName } from './former-names.js';
import type { NodeType } from './node-type.js';

/** The node types that an engine knows, by their type string. */
export class Catalogue {
  private readonly types = new Map<string, NodeType>();

  /**
   * @param nodeTypes all types; later packages must not repeat an earlier type string
   * @throws RangeError naming a type that is declared twice
   */
  constructor(nodeTypes: Iterable<NodeType>) {
    for (const nodeType of nodeTypes) {
      if (this.types.has(nodeType.type)) throw new RangeError(`node type ${nodeType.type} is declared twice`);
      this.types.set(nodeType.type, nodeType);
    }
  }

  /** Finds a type by its name, or by one that NodeTool gave it before. */
  find(type: string): NodeType | undefined {
    return this.types.get(type) ?? this.types.get(currentTypeName(type));
  }

  /** All types, ordered by type string. */
  list(): readonly NodeType[] {
    return [...this.types.values()].toSorted((a, b) => (a.type < b.type ? -1 : 1));
  }

  /** Up to `limit` known type strings that look like an unknown one: the same last name first, then the closest spelling. */
  near(type: string, limit = 3): readonly string[] {
    const wanted = type.toLowerCase();
    const lastName = lastPart(wanted);
    return [...this.types.keys()]
      .map((known) => ({ known, distance: distanceOf(wanted, lastName, known.toLowerCase()) }))
      .filter(({ distance }) => distance <= NEAR_LIMIT)
      .toSorted((a, b) => a.distance - b.distance || (a.known < b.known ? -1 : 1))
      .slice(0, limit)
      .map(({ known }) => known);
  }
}

/** Edits beyond which a suggestion would only confuse. */
const NEAR_LIMIT = 4;

const lastPart = (type: string): string => type.slice(type.lastIndexOf('.') + 1);

const distanceOf = (wanted: string, lastName: string, known: string): number =>
  lastPart(known) === lastName
    ? 0
    : isBeginning(lastPart(known), lastName)
      ? 1
      : 1 + Math.min(editDistance(wanted, known), editDistance(lastName, lastPart(known)));

/** Tells whether one name begins with the other, as `Concat` and `Concatenate` do. */
const isBeginning = (a: string, b: string): boolean =>
  Math.min(a.length, b.length) >= 4 && (a.startsWith(b) || b.startsWith(a));

/** Levenshtein distance with one row of memory. */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};
