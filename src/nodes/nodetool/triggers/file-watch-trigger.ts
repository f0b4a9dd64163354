import { defineNodeType } from '../../../engine/node-type.js';
import { bool, float, list, str } from '../../../engine/property.js';
import { findFacts } from '../../files/file-facts.js';
import { maxEvents } from './max-events.js';
import type { FileChange } from './watch-files.js';
import { watchFiles } from './watch-files.js';

const MS_PER_SECOND = 1000;
/** Changes that may wait for the graph nodes behind. */
const MAX_WAITING = 10_000;

/** A change of a file as the outputs of the trigger. */
export const filePayload = ({ event, path, isDirectory }: FileChange, at: Date) => ({
  event,
  path,
  dest_path: '',
  is_directory: isDirectory,
  timestamp: at.toISOString(),
});

/** Begins the workflow with each change of a file. */
export const FileWatchTrigger = defineNodeType({
  type: 'nodetool.triggers.FileWatchTrigger',
  title: 'File Watch Trigger',
  description:
    'Begins the workflow with each change of a file or folder in the workspace, once it is switched on with start_trigger. In an ordinary run it sends the changes until the run is stopped. A file that is moved is deleted here and created there.',
  tags: ['trigger', 'file', 'watch', 'folder', 'change'],
  properties: {
    max_events: maxEvents(),
    path: str('.', { description: 'File or folder in the workspace.' }),
    recursive: bool(false, { description: 'Watches all folders below, too.' }),
    patterns: list<string>('str', ['*'], { description: 'Shell patterns of the names that count.' }),
    ignore_patterns: list<string>('str', [], { description: 'Shell patterns of the names that do not count.' }),
    events: list<string>('str', ['created', 'modified', 'deleted', 'moved'], {
      description: 'Which changes count: created, modified, deleted.',
    }),
    debounce_seconds: float(0.5, {
      min: 0,
      description: 'Seconds for which a file must stand still before it counts as written.',
    }),
  },
  outputs: { event: 'str', path: 'str', dest_path: 'str', is_directory: 'bool', timestamp: 'str' },
  isTrigger: true,
  isPure: false,
  isRetrySafe: true,
  generate: async function* (inputs, context) {
    const place = await context.workspace.resolve(inputs.path);
    if (!(await findFacts(inputs.path, context))) throw new Error(`Watch path does not exist: ${inputs.path}`);
    const changes = new ChangeQueue(context.signal);
    const watch = {
      place,
      root: await context.workspace.root(),
      isRecursive: inputs.recursive,
      patterns: inputs.patterns,
      ignorePatterns: inputs.ignore_patterns,
      stillMs: inputs.debounce_seconds * MS_PER_SECOND,
      sinceMs: null,
    };
    const add = (change: FileChange): void => {
      if (inputs.events.includes(change.event)) changes.add(change);
    };
    const watcher = await watchFiles(watch, add, (error) => changes.fail(error));
    // A run that is stopped while this waits for its readers never comes back here.
    context.signal.addEventListener('abort', () => void watcher.close(), { once: true });
    try {
      for (let count = 0; inputs.max_events === 0 || count < inputs.max_events; count += 1) {
        yield filePayload(await changes.next(), context.now());
      }
    } finally {
      await watcher.close();
    }
  },
});

/** Changes on their way from the watcher to the graph. */
class ChangeQueue {
  private readonly waiting: FileChange[] = [];
  private error: Error | null = null;
  private wake: () => void = () => undefined;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  add(change: FileChange): void {
    if (this.waiting.length >= MAX_WAITING)
      this.error ??= new Error(`more than ${MAX_WAITING} changes wait to be taken`);
    else this.waiting.push(change);
    this.wake();
  }

  fail(error: unknown): void {
    this.error ??= error instanceof Error ? error : new Error(String(error));
    this.wake();
  }

  async next(): Promise<FileChange> {
    for (;;) {
      this.signal.throwIfAborted();
      if (this.error) throw this.error;
      const change = this.waiting.shift();
      if (change) return change;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
