import type { AppConfig } from '../config/app-config.js';
import type { ListenerPlace } from './listener-place.js';
import { parsePlace } from './listener-place.js';
import type { ListenerPlan, Traffic } from './traffic.js';
import { TRAFFIC } from './traffic.js';

type PlaceSettings = Pick<
  AppConfig,
  'host' | 'port' | 'role' | 'nodeListen' | 'apiListen' | 'metricsListen' | 'nodeAllow' | 'tlsCert'
>;

/**
 * Decides where a server listens and what each listener serves. Callers' listener comes first. Health checks are served
 * everywhere, unless they have a listener of their own.
 */
export const planListeners = (config: PlaceSettings): readonly [ListenerPlan, ...ListenerPlan[]] => {
  const main: ListenerPlace = { host: config.host, port: config.port };
  const placeOf = (text: string | undefined): ListenerPlace => (text === undefined ? main : (parsePlace(text) ?? main));
  const api = placeOf(config.apiListen);
  // Nobody joins a node.
  const nodes = config.role === 'node' ? null : placeOf(config.nodeListen);
  const health = config.metricsListen === undefined ? null : placeOf(config.metricsListen);
  const wanted: readonly (readonly [Traffic, ListenerPlace])[] = [
    ['api', api],
    ...(nodes === null ? ([] as const) : ([['nodes', nodes]] as const)),
    ...(health === null ? ([] as const) : ([['health', health]] as const)),
  ];
  const places = wanted.map(([, place]) => place).filter((place, index, all) => firstLike(all, place) === index);
  const [first, ...others] = places.map((place) => ({
    ...place,
    serves: TRAFFIC.filter((kind) =>
      kind === 'health' && health === null ? true : wanted.some(([other, at]) => other === kind && isSame(at, place)),
    ),
  }));
  const internal = needsInternal(config) ? [INTERNAL] : [];
  return [first ?? { ...main, serves: TRAFFIC }, ...others, ...internal];
};

/** Tells which setting named a place. */
export const settingOf = ({ serves }: ListenerPlan, config: PlaceSettings): string => {
  if (serves.includes('api')) return config.apiListen === undefined ? 'PORT' : 'API_LISTEN';
  if (serves.includes('nodes')) return config.nodeListen === undefined ? 'PORT' : 'NODE_LISTEN';
  return 'METRICS_LISTEN';
};

/** A hub's own node comes by a way that certificates, names and lists of addresses don't concern. */
const INTERNAL: ListenerPlan = { host: '127.0.0.1', port: 0, serves: ['nodes'], isInternal: true };

const needsInternal = ({ role, tlsCert, nodeAllow, nodeListen }: PlaceSettings): boolean =>
  role === 'all' && (tlsCert !== undefined || nodeAllow.length > 0 || nodeListen !== undefined);

/** Port 0 is another port each time. */
const isSame = (a: ListenerPlace, b: ListenerPlace): boolean =>
  a === b || (a.port !== 0 && a.port === b.port && a.host === b.host);

const firstLike = (all: readonly ListenerPlace[], wanted: ListenerPlace): number =>
  all.findIndex((place) => isSame(place, wanted));
