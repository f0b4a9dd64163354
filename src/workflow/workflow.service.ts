import type { OnModuleInit } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { DEFAULT_USER_ID } from '../dispatch/caller.js';
import { ProtocolError } from '../protocol/protocol-error.js';
import { ExampleLibrary } from './example-library.js';
import type { ExampleWorkflow, StoredWorkflow } from './stored-workflow.js';
import { WorkflowChanges } from './workflow-changes.js';
import type { WorkflowRow } from './workflow.entity.js';
import type { WorkflowContent, WorkflowFilter } from './workflow.repository.js';
import { searchTextOf, WorkflowRepository } from './workflow.repository.js';

/** Tries of a change that others get in the way of. */
const MAX_UPDATE_TRIES = 10;

/** The workflows of this process: those that users keep here, and the examples. Needs no engine. */
@Injectable()
export class WorkflowService implements OnModuleInit {
  private readonly logger = new Logger(WorkflowService.name);

  constructor(
    private readonly workflows: WorkflowRepository,
    private readonly examples: ExampleLibrary,
    private readonly changes: WorkflowChanges,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.importExamples();
  }

  /**
   * Finds a workflow by id, or an example also by its exact name. A copy of an example goes before the example.
   *
   * @param userId who asks; null sees everything
   */
  async find(workflowId: string, userId: string | null): Promise<StoredWorkflow | null> {
    const example = this.examples.find(workflowId);
    const row = (await this.workflows.find(workflowId)) ?? (example && (await this.workflows.find(example.id)));
    return row && isVisible(row, userId) ? workflowOf(row) : example;
  }

  /** @throws ProtocolError `NOT_FOUND`, also for another user's private workflow */
  async get(workflowId: string, userId: string | null): Promise<StoredWorkflow> {
    return (await this.find(workflowId, userId)) ?? missing(workflowId);
  }

  /** Lists a user's own workflows, newest first. */
  async list(filter: WorkflowFilter): Promise<readonly StoredWorkflow[]> {
    return (await this.workflows.list(filter)).map(workflowOf);
  }

  count(userId: string, query: string): Promise<number> {
    return this.workflows.count({ userId, query });
  }

  /** Lists the examples that match, by id; without those that a user has a copy of when `exceptCopiesOf` names the user. */
  async listExamples(query: string, exceptCopiesOf: string | null = null): Promise<readonly ExampleWorkflow[]> {
    const wanted = query.toLowerCase();
    const found = this.examples.list().filter((example) => searchTextOf(example).includes(wanted));
    if (exceptCopiesOf === null) return found;
    const copies = await this.workflows.owned(
      exceptCopiesOf,
      found.map(({ id }) => id),
    );
    return found.filter(({ id }) => !copies.has(id));
  }

  /** Finds an example by its id or its exact name. */
  findExample(idOrName: string): ExampleWorkflow | null {
    return this.examples.find(idOrName);
  }

  async create(userId: string, content: WorkflowContent): Promise<StoredWorkflow> {
    const row = rowOf(newId(), userId, content, Date.now());
    await this.workflows.insert(row);
    return workflowOf(row);
  }

  /** Changes the given parts of a user's own workflow; of two changes at the same time neither is lost. */
  async update(workflowId: string, userId: string, changes: Partial<WorkflowContent>): Promise<StoredWorkflow> {
    for (let tries = 0; tries < MAX_UPDATE_TRIES; tries++) {
      const known = await this.getOwned(workflowId, userId);
      const at = Math.max(Date.now(), known.updatedAt + 1);
      const state = { workflowId: known.id, userId, updatedAt: known.updatedAt };
      if (!(await this.workflows.update(state, { ...known, ...changes }, at))) continue;
      this.changes.tell(known.id);
      return this.get(known.id, userId);
    }
    throw new ProtocolError('CONFLICT', `Workflow ${workflowId} is being changed by others; try again`);
  }

  async delete(workflowId: string, userId: string): Promise<void> {
    const { id } = await this.getOwned(workflowId, userId);
    if (!(await this.workflows.remove(id, userId))) missing(workflowId);
    this.changes.tell(id);
  }

  private async getOwned(workflowId: string, userId: string): Promise<StoredWorkflow> {
    const workflow = await this.get(workflowId, userId);
    if (workflow.kind === 'example') {
      throw new ProtocolError('FORBIDDEN', `${workflow.id} is an example: it can't be changed`, {
        hint: 'Make a workflow of your own from it with create_workflow.',
      });
    }
    if (workflow.userId !== userId)
      throw new ProtocolError('FORBIDDEN', `Workflow ${workflowId} belongs to another user`);
    return workflow;
  }

  /** Each example becomes a workflow of the first user once; whoever deletes or changes that copy isn't overruled. */
  private async importExamples(): Promise<void> {
    const imported = await this.workflows.importedExamples();
    const fresh = this.examples.list().filter(({ id }) => !imported.has(id));
    const now = Date.now();
    for (const example of fresh) {
      await this.workflows.importExample(rowOf(example.id, DEFAULT_USER_ID, { ...example, access: 'private' }, now));
    }
    if (fresh.length > 0) this.logger.log('examples imported', { count: fresh.length });
  }
}

const missing = (workflowId: string): never => {
  throw new ProtocolError('NOT_FOUND', `Workflow ${workflowId} not found`);
};

const isVisible = (row: WorkflowRow, userId: string | null): boolean =>
  userId === null || row.userId === userId || row.access === 'public';

const rowOf = (workflowId: string, userId: string, content: WorkflowContent, at: number): WorkflowRow => ({
  workflowId,
  userId,
  access: content.access,
  name: content.name,
  description: content.description,
  tags: content.tags,
  graph: content.graph,
  extras: content.extras,
  searchText: searchTextOf(content),
  createdAt: at,
  updatedAt: at,
});

const workflowOf = ({ workflowId, searchText: _searchText, ...row }: WorkflowRow): StoredWorkflow => ({
  ...row,
  id: workflowId,
  kind: 'user',
});
