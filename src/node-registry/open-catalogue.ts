import { register } from 'node:module';

import type { Catalogue } from '../engine/catalogue.js';
import { loadCatalogue } from './node-packages.js';

let isServed = false;

/**
 * Makes the catalogue of this process or thread, with packages that may import `nodetool-gateway/nodes`: that name means this
 * very program, also where a package has no copy of it installed.
 *
 * @throws NodePackagesError
 */
export const openCatalogue = (packages: readonly string[]): Promise<Catalogue> => {
  if (packages.length > 0 && !isServed) {
    register(new URL('./own-package.hooks.js', import.meta.url));
    isServed = true;
  }
  return loadCatalogue(packages);
};
