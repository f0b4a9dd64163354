/** What a request is for: each kind may have a listener and a list of addresses of its own. */
export const TRAFFIC = ['nodes', 'api', 'health'] as const;
export type Traffic = (typeof TRAFFIC)[number];

const HEALTH = /^\/(?:healthz|readyz|metrics)(?:\/|$)/;
/** Files that callers and nodes bring to a hub and take from it. */
const BLOBS = /^\/api\/v1\/blobs(?:\/|$)/;

/** Tells for which kinds of traffic a path is; any of them opens it. Sockets are for nodes. */
export const trafficOf = (path: string): readonly Traffic[] => {
  if (HEALTH.test(path)) return ['health'];
  return BLOBS.test(path) ? ['nodes', 'api'] : ['api'];
};

/** One listener and what it serves. */
export interface ListenerPlan {
  readonly host: string;
  readonly port: number;
  readonly serves: readonly Traffic[];
  /** True for the way from a hub to the node in its own process. */
  readonly isInternal?: boolean;
}
