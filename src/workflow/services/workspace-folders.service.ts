import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { OnApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';

import { newId } from '../../common/ids.js';
import { AppConfig } from '../../config/app-config.js';
import { WorkflowService } from '../workflow.service.js';
import type { JobOwner } from './job-services.js';

/** The workspace of workflows that name none. */
const DEFAULT_WORKSPACE = 'default';
/** Names on a disk may have 255 bytes. */
const MAX_NAME = 128;

/** Knows in which folder of this machine the workflows of a workspace read and write. */
@Injectable()
export class WorkspaceFolders implements OnApplicationShutdown {
  private readonly pattern: string;
  /** A folder for a process that keeps nothing. */
  private readonly passing: string | null;

  constructor(
    { workspaceDir, dataDir }: AppConfig,
    private readonly workflows: WorkflowService,
  ) {
    this.passing =
      workspaceDir === undefined && dataDir === ':memory:' ? join(tmpdir(), `nodetool-workspaces-${newId()}`) : null;
    this.pattern = workspaceDir ?? join(this.passing ?? join(dataDir, 'workspaces'), '{user}', '{workspace}');
  }

  async find({ userId, workflowId }: JobOwner): Promise<string> {
    const workflow = workflowId === null ? null : await this.workflows.find(workflowId, userId);
    const named = workflow?.extras['workspace_id'];
    const workspace = typeof named === 'string' && named !== '' ? named : DEFAULT_WORKSPACE;
    return workspaceFolder(this.pattern, userId, workspace);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.passing !== null) await rm(this.passing, { recursive: true, force: true });
  }
}

/** Fills in a pattern; each name becomes one name of a folder, and different names become different ones. */
export const workspaceFolder = (pattern: string, user: string, workspace: string): string =>
  pattern.replaceAll('{user}', () => folderName(user)).replaceAll('{workspace}', () => folderName(workspace));

/** Upper case is written out as well: many file systems take `A` and `a` for one. */
const folderName = (name: string): string => {
  const safe = [...new TextEncoder().encode(name)].map((byte) => {
    const character = String.fromCharCode(byte);
    return /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  });
  const text = safe.join('') || '%';
  return text.length <= MAX_NAME ? text : createHash('sha256').update(name).digest('hex');
};
