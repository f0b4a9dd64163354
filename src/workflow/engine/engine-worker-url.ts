import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Injection token of the file that the engine's threads run. */
export const ENGINE_WORKER_URL = Symbol('ENGINE_WORKER_URL');

/** Finds the built entry of a thread: beside this file, or in `dist` when this file runs from the sources (as tests do). */
export const engineWorkerUrl = (): URL => {
  const beside = new URL('../engine.worker.js', import.meta.url);
  return existsSync(fileURLToPath(beside))
    ? beside
    : new URL('../../../dist/workflow/engine.worker.js', import.meta.url);
};
