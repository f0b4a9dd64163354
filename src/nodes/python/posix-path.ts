/** Joins parts as Python's `os.path.join` does: an absolute part begins anew, an empty last one leaves a slash. */
export const joinPath = (first: string, ...rest: readonly string[]): string =>
  rest.reduce((path, part) => {
    if (part.startsWith('/')) return part;
    return path === '' || path.endsWith('/') ? path + part : `${path}/${part}`;
  }, first);

/** Cuts a path before its last name, as `os.path.split` does: the head keeps no slash at its end unless it is the root. */
export const splitPath = (path: string): { readonly head: string; readonly tail: string } => {
  const cut = path.lastIndexOf('/') + 1;
  const head = path.slice(0, cut);
  const trimmed = head.replace(/\/+$/, '');
  return { head: trimmed === '' ? head : trimmed, tail: path.slice(cut) };
};

/** What `os.path.basename` gives. */
export const baseName = (path: string): string => splitPath(path).tail;

/** What `os.path.dirname` gives. */
export const dirName = (path: string): string => splitPath(path).head;

/** Cuts off the extension as `os.path.splitext` does: dots at the beginning of a name belong to the name. */
export const splitExtension = (path: string): { readonly root: string; readonly extension: string } => {
  const nameStart = path.lastIndexOf('/') + 1;
  const dot = path.lastIndexOf('.');
  const isExtension = dot > nameStart && /[^.]/.test(path.slice(nameStart, dot));
  return isExtension ? { root: path.slice(0, dot), extension: path.slice(dot) } : { root: path, extension: '' };
};

/** Takes out what leads nowhere, as `os.path.normpath` does; exactly two slashes at the beginning stay two. */
export const normalizePath = (path: string): string => {
  if (path === '') return '.';
  const slashes = /^\/*/.exec(path)?.[0].length ?? 0;
  const root = slashes === 2 ? '//' : '/'.repeat(Math.min(slashes, 1));
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..' || names.at(-1) === '..' || (root === '' && names.length === 0)) names.push(name);
    else names.pop();
  }
  return root + names.join('/') || '.';
};

/** What `os.path.relpath` gives for two absolute paths. */
export const relativePath = (target: string, start: string): string => {
  const to = namesOf(target);
  const from = namesOf(start);
  const differing = from.findIndex((name, index) => name !== to[index]);
  const shared = differing === -1 ? from.length : differing;
  const names = [...from.slice(shared).map(() => '..'), ...to.slice(shared)];
  return names.length === 0 ? '.' : names.join('/');
};

const namesOf = (path: string): readonly string[] => normalizePath(path).split('/').filter(Boolean);
