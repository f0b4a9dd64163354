import type { NodeContext } from '../../engine/node-context.js';
import { joinPath } from '../python/posix-path.js';

/** Writes `~` at the beginning of a path out: the home of a workflow is its workspace. */
export const expandUser = async (path: string, { workspace }: NodeContext): Promise<string> => {
  if (path !== '~' && !path.startsWith('~/')) return path;
  return joinPath(await workspace.root(), path.slice(2).replace(/^\/+/, '')).replace(/(?<=.)\/+$/, '');
};
