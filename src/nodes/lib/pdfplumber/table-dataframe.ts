import type { DataFrame } from '../../dataframe/dataframe.js';
import { dataframe } from '../../dataframe/dataframe.js';

/** A table of texts whose first row names the columns; rows and columns without any value are left out. */
export const tableToDataframe = ([header = [], ...rows]: readonly (readonly string[])[]): DataFrame => {
  const data = rows
    .map((row) => header.map((_, at) => row[at] || null))
    .filter((row) => row.some((cell) => cell !== null));
  const kept = [...header.keys()].filter((at) => data.some((row) => row[at] !== null));
  const names = uniqueNames(kept.map((at) => header[at] ?? ''));
  return dataframe(
    names.map((name) => ({ name, data_type: 'string', description: '' })),
    data.map((row) => kept.map((at) => row[at] ?? null)),
  );
};

/** Names that are all different and never empty. */
const uniqueNames = (names: readonly string[]): string[] => {
  const taken = new Set<string>();
  return names.map((name, index) => {
    const base = name || `column ${index + 1}`;
    let free = base;
    for (let number = 2; taken.has(free); number += 1) free = `${base} ${number}`;
    taken.add(free);
    return free;
  });
};
