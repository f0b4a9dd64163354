/** Writes a value for a person: text as it is, everything else as indented JSON. */
export const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2);

/** Writes a run's result: the value alone where there is one output, else an object by output name. */
export const resultText = (result: Readonly<Record<string, unknown>>): string => {
  const values = Object.values(result);
  return values.length === 1 ? valueText(values[0]) : valueText(result);
};

/** Lays names and values out in two columns; absent values are left out. */
export const facts = (
  entries: readonly (readonly [name: string, value: string | number | null | undefined])[],
): string[] => {
  const shown = entries.filter(([, value]) => value !== null && value !== undefined && value !== '');
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
};
