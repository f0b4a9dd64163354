import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = new URL('./s3-process.mjs', import.meta.url);
const READY = /listening on \S+:(\d+)/;

/** An S3 server of a test, with one bucket. */
export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  /** Variables with which AWS's SDK finds its way in. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts a real S3 server as a process of its own, on a free port and a fresh folder. */
export const startS3Server = async (): Promise<S3Server> => {
  const folder = await mkdtemp(join(tmpdir(), 's3-'));
  const bucket = 'assets';
  const args = [fileURLToPath(PROGRAM), folder, bucket];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const port = await new Promise<string>((resolve, reject) => {
    let text = '';
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const found = READY.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`the S3 server ended with ${String(code)}:\n${text}`));
    });
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    env: { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER', AWS_REGION: 'us-east-1' },
    stop: async () => {
      const end = once(child, 'exit');
      child.kill('SIGKILL');
      await end;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
