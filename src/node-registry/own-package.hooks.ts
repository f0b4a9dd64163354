import type { ResolveHook } from 'node:module';

const OWN_NAME = 'nodetool-gateway/nodes';
const OWN_ENTRY = new URL('../nodes.js', import.meta.url).href;

/** Resolves the name by which packages import the means to declare node types; Node.js calls it for every import. */
export const resolve: ResolveHook = (specifier, context, nextResolve) =>
  specifier === OWN_NAME ? { url: OWN_ENTRY, shortCircuit: true } : nextResolve(specifier, context);
