import type { RunServices } from './run-services.js';
import { SERVICE_METHODS } from './run-services.js';
import type { ServiceCalls } from './service-calls.js';

/** Gives a run the services of its owner, as if they were its own. */
export const remoteServices = (calls: ServiceCalls): RunServices => {
  const services = Object.entries(SERVICE_METHODS).map(([service, methods]) => [
    service,
    Object.fromEntries(Object.entries(methods).map(([method, kind]) => [method, remote(calls, service, method, kind)])),
  ]);
  // `SERVICE_METHODS` names every method of every service, with the kind of its answer; the owner has the same contract.
  return Object.fromEntries(services) as RunServices;
};

const remote =
  (calls: ServiceCalls, service: string, method: string, kind: 'value' | 'stream') =>
  (...args: readonly unknown[]): unknown =>
    calls[kind](service, method, args);
