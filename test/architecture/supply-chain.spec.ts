import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from '@jest/globals';

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const ROOT = join(import.meta.dirname, '../..');

describe('what is installed', () => {
  let packages: Readonly<Record<string, Locked>>;
  let allowed: Readonly<Record<string, boolean>>;

  beforeAll(async () => {
    const [lock, manifest] = await Promise.all(
      ['package-lock.json', 'package.json'].map(
        async (name) => JSON.parse(await readFile(join(ROOT, name), 'utf8')) as object,
      ),
    );
    ({ packages } = lock as { packages: typeof packages });
    ({ allowScripts: allowed } = manifest as { allowScripts: typeof allowed });
  });

  const names = (isWanted: (locked: Locked) => boolean): readonly string[] =>
    Object.entries(packages).flatMap(([path, locked]) =>
      path !== '' && isWanted(locked) ? [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)] : [],
    );

  it('is locked with the hash of each package', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(500);
    expect(names(({ integrity, link }) => link !== true && !(integrity ?? '').startsWith('sha512-'))).toEqual([]);
  });

  it('names every package that has a script, and lets only the database driver run its own', () => {
    const scripted = names(({ hasInstallScript }) => hasInstallScript === true);
    expect(scripted).toContain('better-sqlite3');
    expect(scripted.filter((name) => allowed[name] === undefined)).toEqual([]);
    expect(Object.keys(allowed).filter((name) => allowed[name] === true)).toEqual(['better-sqlite3']);
  });
});
