import { delimiter, join } from 'node:path';

import { isExecutable } from '../config/is-executable.js';
import type { ProgramName } from '../engine/services/node-programs.js';
import { PROGRAMS } from '../engine/services/node-programs.js';

/** Paths of the programs that this machine has. */
export type MachinePrograms = Readonly<Partial<Record<ProgramName, string>>>;

/**
 * Finds programs that node types need.
 *
 * @param chosen paths that the settings name; such a program isn't looked for elsewhere
 * @param path folders as the variable PATH lists them
 */
export const findPrograms = (
  chosen: Readonly<Partial<Record<ProgramName, string | undefined>>>,
  path: string,
): MachinePrograms =>
  Object.fromEntries(
    PROGRAMS.flatMap((program) => {
      const candidates = chosen[program] === undefined ? placesOf(program, path) : [chosen[program]];
      const found = candidates.find(isExecutable);
      return found === undefined ? [] : [[program, found]];
    }),
  );

const placesOf = (program: string, path: string): readonly string[] => {
  const names = process.platform === 'win32' ? [`${program}.exe`] : [program];
  return path.split(delimiter).flatMap((folder) => (folder === '' ? [] : names.map((name) => join(folder, name))));
};
