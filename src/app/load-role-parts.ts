import type { AppConfig } from '../config/app-config.js';
import type { RolePart } from './role-part.js';

/** Loads the parts of a role; the code of the other role stays unloaded. */
export const loadRoleParts = async ({ role }: AppConfig): Promise<readonly RolePart[]> => {
  const parts: RolePart[] = [];
  if (role !== 'node') parts.push((await import('./hub-part.js')).hubPart);
  if (role !== 'hub') parts.push((await import('./node-part.js')).nodePart);
  return parts;
};
