const MAX_LENGTH = 64;

/**
 * Makes the name of a tool out of a title, as models' interfaces take it: `Google Search` and `GoogleSearch` both give
 * `google_search`.
 */
export const toolNameOf = (title: string): string => {
  const name = title
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase()
    .slice(0, MAX_LENGTH);
  return name === '' ? 'tool' : name;
};

/** Numbers a name that is taken: `search`, `search_2`, `search_3`. */
export const freeName = (name: string, taken: ReadonlySet<string>): string => {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `_${number}`;
    const candidate = `${name.slice(0, MAX_LENGTH - suffix.length)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
};
