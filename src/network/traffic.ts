/** What a request is for: each kind may have a listener and a list of addresses of its own. */
export const TRAFFIC = ['nodes', 'api', 'health'] as const;
export type Traffic = (typeof TRAFFIC)[number];

const HEALTH = /^\/(?:healthz|readyz|metrics)(?:\/|$)/;
/** Files that callers and nodes bring to a hub and take from it. */
const BLOBS = /^\/api\/v1\/blobs(?:\/|$)/;

/** What a machine asks that wants to become a node; deciding about it is for callers. */
const PAIRING = /^\/api\/v1\/pairings(?:\/collect)?$/;

/** Tells for which kinds of traffic a request is; any of them opens it. Sockets are for nodes. */
export const trafficOf = (path: string, method: string): readonly Traffic[] => {
  if (HEALTH.test(path)) return ['health'];
  const isOfNodes = BLOBS.test(path) || (method === 'POST' && PAIRING.test(path));
  return isOfNodes ? ['nodes', 'api'] : ['api'];
};

/** One listener and what it serves. */
export interface ListenerPlan {
  readonly host: string;
  readonly port: number;
  readonly serves: readonly Traffic[];
  /** True for the way from a hub to the node in its own process. */
  readonly isInternal?: boolean;
}
