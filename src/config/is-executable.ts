import { accessSync, constants, statSync } from 'node:fs';

/** Tells whether a path is a file that this user may run. */
export const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
