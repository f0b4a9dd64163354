import { appendFile, mkdir, readFile } from 'node:fs/promises';

import { isRecord } from '../../common/json.js';
import type { ChatMessage } from '../../engine/services/node-models.js';
import type { NodeWorkspace } from '../../engine/services/node-workspace.js';

const FOLDER = '.threads';
const THREAD_ID = /^[\w-]{1,64}$/;
/** Messages of a thread that a model gets. */
const MAX_MESSAGES = 200;

/** Conversations that outlive a run: one file of the workspace each, one JSON message per line. */
export class Threads {
  constructor(private readonly workspace: NodeWorkspace) {}

  /** Begins a thread unless it is there. */
  async ensure(threadId: string, title: string): Promise<void> {
    const path = await this.path(threadId);
    await mkdir(await this.workspace.resolve(FOLDER), { recursive: true });
    const head = `${JSON.stringify({ title })}\n`;
    await appendFile(path, (await lines(path)).length === 0 ? head : '');
  }

  /** Reads the last messages of a thread; none of one that doesn't exist. */
  async read(threadId: string): Promise<readonly ChatMessage[]> {
    const messages = (await lines(await this.path(threadId))).flatMap(messageOf);
    return messages.slice(-MAX_MESSAGES);
  }

  /** Adds what was asked and answered; pictures and sounds aren't kept. */
  async add(threadId: string, question: string, answer: string): Promise<void> {
    await this.ensure(threadId, '');
    const rows = [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ].filter(({ content }) => content !== '');
    await appendFile(await this.path(threadId), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }

  private path(threadId: string): Promise<string> {
    if (THREAD_ID.test(threadId)) return this.workspace.resolve(`${FOLDER}/${threadId}.jsonl`);
    throw new Error(`Thread id '${threadId.slice(0, 80)}' must be 1 to 64 letters, digits, - or _`);
  }
}

const lines = async (path: string): Promise<readonly unknown[]> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap(parsed);
};

/** A line that a crash cut off is lost. */
const parsed = (line: string): readonly unknown[] => {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
};

const messageOf = (row: unknown): readonly ChatMessage[] => {
  if (!isRecord(row) || typeof row['content'] !== 'string') return [];
  const parts = [{ type: 'text' as const, text: row['content'] }];
  if (row['role'] === 'user') return [{ role: 'user', parts }];
  return row['role'] === 'assistant' ? [{ role: 'assistant', parts }] : [];
};
