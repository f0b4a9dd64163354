import { readFileSync } from 'node:fs';

/** Reads this program's version from its package file, which lies two folders above both `src/app` and `dist/app`. */
export const readVersion = (): string => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string; // npm refuses packages without one
  };
  return version;
};
