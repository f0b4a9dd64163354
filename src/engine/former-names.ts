/**
 * How NodeTool's types were called before it moved them, and what stands in the place of that part now. Published workflows
 * still hold these names. Only moves are here that kept the properties: a type that became another one is not the same.
 */
const MOVES: readonly (readonly [former: RegExp, current: string])[] = [
  [/^nodetool\.lib\./, 'lib.'],
  [/^chroma\.(?:collections|index|query)\./, 'vector.chroma.'],
  // One output type per kind of value, before one took them all. `GroupOutput` ended a loop and has no heir.
  [/^nodetool\.output\.(?!Group)[A-Z]\w*Output$/, 'nodetool.output.Output'],
];

/** The name that NodeTool gives a node type today: the same for all but those that it moved. */
export const currentTypeName = (type: string): string => {
  const move = MOVES.find(([former]) => former.test(type));
  return move ? type.replace(...move) : type;
};
