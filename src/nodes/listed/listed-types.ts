import { readFileSync } from 'node:fs';

import type { NodeType } from '../../engine/node-type.js';
import { defineNodeType } from '../../engine/node-type.js';
import type { TypeMetadata } from '../../engine/type-metadata.js';
import { typeOf } from '../../engine/type-metadata.js';

/** A type as `typeOf` spells it, or written out where it lists values. */
type Spelling = string | TypeMetadata;

interface ListedType {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly properties: Readonly<
    Record<
      string,
      {
        readonly type: Spelling;
        readonly default: unknown;
        readonly min?: number;
        readonly max?: number;
        readonly isRequired?: boolean;
      }
    >
  >;
  readonly outputs: Readonly<Record<string, Spelling>>;
  readonly exposeAsTool?: boolean;
  readonly isStreamingOutput?: boolean;
  readonly isDynamic?: boolean;
  readonly supportsDynamicOutputs?: boolean;
  readonly layout?: string;
  readonly basicFields?: readonly string[];
  readonly requiredSettings?: readonly string[];
}

/** Types by namespace and name, with the reason why none of the namespace runs here. */
type Listing = Readonly<
  Record<string, { readonly reason: string; readonly types: Readonly<Record<string, ListedType>> }>
>;

const FILE = new URL('./listed-types.json', import.meta.url);

const metadataOf = (spelling: Spelling): TypeMetadata => (typeof spelling === 'string' ? typeOf(spelling) : spelling);

const listedType = (type: string, reason: string, listed: ListedType): NodeType =>
  defineNodeType({
    ...listed,
    type,
    unavailable: reason,
    isPure: false,
    properties: Object.fromEntries(
      Object.entries(listed.properties).map(([name, property]) => [
        name,
        { ...property, type: metadataOf(property.type) },
      ]),
    ),
    outputs: Object.fromEntries(
      Object.entries(listed.outputs).map(([name, spelling]) => [name, { type: metadataOf(spelling) }]),
    ),
    process: () => {
      throw new Error(reason);
    },
  });

/**
 * Node types that no machine of ours runs: paid media services, browsers, libraries of Python. They are in the catalogue so
 * that a graph with them can be read, kept and checked, and the refusal of its run can say why.
 */
export const listedTypes: readonly NodeType[] = Object.entries(
  // The file is part of the program; its spec reads every entry.
  JSON.parse(readFileSync(FILE, 'utf8')) as Listing,
).flatMap(([namespace, { reason, types }]) =>
  Object.entries(types).map(([name, listed]) => listedType(`${namespace}.${name}`, reason, listed)),
);
