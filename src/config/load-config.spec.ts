import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ConfigError } from './config-error.js';
import { listSettings, loadConfig } from './load-config.js';

describe('loadConfig', () => {
  let cwd = '';

  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'config-'));
  });

  afterEach(() => {
    rmSync(cwd, { recursive: true });
  });

  const messageOf = (env: Record<string, string>): string => {
    try {
      loadConfig({ env, cwd });
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
    return '';
  };

  it('has a default for everything that can have one', () => {
    expect(loadConfig({ env: {}, cwd })).toMatchObject({
      role: 'all',
      host: '127.0.0.1',
      port: 8080,
      isPortChosen: false,
      dataDir: join(cwd, 'data'),
      logLevel: 'info',
      logFormat: 'auto',
      gatewayUserId: '1',
      gatewayHeartbeatIntervalMs: 30_000,
      maxConcurrentJobs: 4,
      gatewayLabels: {},
    });
  });

  it('takes a flag over the environment, that over .env.local, that over .env', () => {
    writeFileSync(join(cwd, '.env'), 'PORT=1\nHOST=10.0.0.1\nLOG_LEVEL=error\nGATEWAY_USER_ID=file\n');
    writeFileSync(join(cwd, '.env.local'), 'PORT=2\nHOST=10.0.0.2\nLOG_LEVEL=warn\n');
    const config = loadConfig({ flags: { port: '4' }, env: { PORT: '3', HOST: '10.0.0.3' }, cwd });
    expect(config).toMatchObject({ port: 4, host: '10.0.0.3', logLevel: 'warn', gatewayUserId: 'file' });
  });

  it('counts an empty text as not given', () => {
    expect(loadConfig({ env: { PORT: '', DATABASE_URL: ' ' }, cwd })).toMatchObject({
      port: 8080,
      isPortChosen: false,
    });
  });

  it('reads the heartbeat in seconds and labels as pairs', () => {
    const env = { GATEWAY_HEARTBEAT_INTERVAL: '2.5', GATEWAY_LABELS: 'gpu=h200, region = eu' };
    expect(loadConfig({ env, cwd })).toMatchObject({
      gatewayHeartbeatIntervalMs: 2500,
      gatewayLabels: { gpu: 'h200', region: 'eu' },
    });
  });

  it('gives a node its own data folder, so that it can start beside a hub', () => {
    const env = { ROLE: 'node', GATEWAY_URL: 'ws://hub:8080' };
    expect(loadConfig({ env, cwd }).dataDir).toBe(join(cwd, 'data/node'));
    expect(loadConfig({ env: { ...env, DATA_DIR: '/var/x' }, cwd }).dataDir).toBe('/var/x');
  });

  it('names every wrong setting at once, with the form and the fix', () => {
    const message = messageOf({
      ROLE: 'king',
      PORT: '99999',
      MAX_CONCURRENT_JOBS: '1.5',
      GATEWAY_LABELS: 'x',
      HOST: 'a b',
    });
    expect(message).toMatch(/^5 settings are wrong:/);
    for (const name of ['ROLE', 'PORT', 'MAX_CONCURRENT_JOBS', 'GATEWAY_LABELS', 'HOST'])
      expect(message).toContain(`  ${name} `);
    expect(message).toContain('expected a whole number from 0 to 65535. Set PORT=8080 or --port 8080.');
  });

  it('asks for the address of the hub in role node', () => {
    expect(messageOf({ ROLE: 'node' })).toContain('GATEWAY_URL is missing for ROLE=node');
  });

  it('says when the token file cannot be read', () => {
    expect(messageOf({ GATEWAY_AUTH_TOKEN_FILE: './none' })).toContain(join(cwd, 'none'));
  });

  it.each(listSettings().filter(({ isSecret }) => isSecret === true))('never shows the value of $env', ({ env }) => {
    const message = messageOf({ [env]: 'hunter 2' });
    expect(message).toContain(env);
    expect(message).not.toContain('hunter');
  });
});

describe('listSettings', () => {
  it('gives each setting its own environment name, flag and property', () => {
    const settings = listSettings();
    for (const key of ['env', 'flag', 'property'] as const) {
      expect(new Set(settings.map((setting) => setting[key])).size).toBe(settings.length);
    }
  });
});
