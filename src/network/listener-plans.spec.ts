import { describe, expect, it } from '@jest/globals';

import { AppConfig } from '../config/app-config.js';
import { planListeners } from './listener-plans.js';

const plan = (settings: Partial<AppConfig>) =>
  planListeners(Object.assign(new AppConfig(), { role: 'hub', ...settings }));

describe('planListeners', () => {
  it('serves everything at one place unless told otherwise', () => {
    expect(plan({})).toEqual([{ host: '127.0.0.1', port: 8080, serves: ['nodes', 'api', 'health'] }]);
    expect(plan({ role: 'all' })).toHaveLength(1);
    expect(plan({ role: 'node', nodeListen: '0.0.0.0:1' })).toMatchObject([{ serves: ['api', 'health'] }]);
  });

  it('gives nodes and health checks places of their own', () => {
    expect(plan({ nodeListen: '0.0.0.0:8443', metricsListen: '[::1]:9090' })).toEqual([
      { host: '127.0.0.1', port: 8080, serves: ['api'] },
      { host: '0.0.0.0', port: 8443, serves: ['nodes'] },
      { host: '::1', port: 9090, serves: ['health'] },
    ]);
  });

  it('joins what shares a place, but takes port 0 for another each time', () => {
    expect(plan({ nodeListen: '127.0.0.1:9000', metricsListen: '127.0.0.1:9000' })).toMatchObject([
      { port: 8080, serves: ['api'] },
      { port: 9000, serves: ['nodes', 'health'] },
    ]);
    expect(plan({ nodeListen: '127.0.0.1:0', apiListen: '127.0.0.1:0' })).toHaveLength(2);
  });

  it("keeps a way for a hub's own node where strangers need a certificate or an address", () => {
    const internal = { host: '127.0.0.1', port: 0, serves: ['nodes'], isInternal: true };
    expect(plan({ role: 'all', tlsCert: 'x' })).toContainEqual(internal);
    expect(plan({ role: 'all', nodeAllow: ['10.0.0.0/8'] })).toContainEqual(internal);
    expect(plan({ role: 'hub', tlsCert: 'x' })).not.toContainEqual(internal);
  });
});
