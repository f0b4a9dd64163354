import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestCertificate } from './certificates.js';
import { untilFits } from './node-api.js';

/** The very file that the guide shows. */
const SAMPLE = join(import.meta.dirname, '../../docs/guides/deployment/nginx.conf');

/** Tells whether nginx is there. */
export const hasNginx = (): boolean => {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'pipe' });
    return true;
  } catch {
    if ((process.env['REQUIRE_SERVICES'] ?? '') === '') return false;
    throw new Error('nginx is required by REQUIRE_SERVICES but is not there: apt-get install nginx-light');
  }
};

/** A proxy with TLS in front of a server. */
export interface TestProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts nginx with the sample of the guide; only its addresses and files are this test's. */
export const startNginx = async (upstreamPort: number, { cert, key }: TestCertificate): Promise<TestProxy> => {
  const folder = mkdtempSync(join(tmpdir(), 'nodetool-nginx-'));
  const port = await freePort();
  const sample = readFileSync(SAMPLE, 'utf8')
    .replace('server 127.0.0.1:8080;', `server 127.0.0.1:${upstreamPort};`)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`)
    .replace(/ssl_certificate +.*;/, `ssl_certificate ${cert};`)
    .replace(/ssl_certificate_key +.*;/, `ssl_certificate_key ${key};`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder};`);
  const parts = [
    `pid ${folder}/nginx.pid; error_log ${folder}/error.log; daemon off; worker_processes 1;`,
    process.getuid?.() === 0 ? 'user root;' : '',
    `events {}\nhttp {\naccess_log off; ${temporary.join(' ')}\n${sample}\n}`,
  ];
  writeFileSync(join(folder, 'nginx.conf'), parts.join('\n'));
  const args = ['-e', join(folder, 'error.log'), '-p', folder, '-c', join(folder, 'nginx.conf')];
  const child = spawn('nginx', args, { stdio: 'ignore' });
  await untilFits(
    () => isOpen(port),
    (isUp) => isUp || child.exitCode !== null,
  );
  if (child.exitCode !== null) throw new Error(readFileSync(join(folder, 'error.log'), 'utf8'));
  return {
    port,
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      rmSync(folder, { recursive: true });
    },
  };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  server.close();
  await once(server, 'close');
  return port;
};

const isOpen = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};
