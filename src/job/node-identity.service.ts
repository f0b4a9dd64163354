import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Injectable } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { AppConfig } from '../config/app-config.js';

const NODE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** The data folder of a process that keeps nothing. */
const IN_MEMORY = ':memory:';

/** The name of this machine among the nodes: as configured, or made once and kept in the data folder. */
@Injectable()
export class NodeIdentity {
  readonly nodeId: string;

  constructor(config: AppConfig) {
    this.nodeId = config.gatewayNodeId ?? keptNodeId(config.dataDir);
  }
}

const keptNodeId = (dataDir: string): string => {
  if (dataDir === IN_MEMORY) return `node-${newId()}`;
  const path = join(dataDir, 'node-id');
  const kept = readText(path);
  if (kept !== null && NODE_ID.test(kept)) return kept;
  const made = `node-${newId()}`;
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(path, `${made}\n`);
  return made;
};

const readText = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};
