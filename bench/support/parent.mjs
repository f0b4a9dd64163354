/**
 * The side of a child process: says that it is ready, answers the benchmark's questions, and ends with it.
 *
 * @param {object} ready
 * @param {{ answers?: Record<string, (question: any) => unknown>, close: () => unknown }} options answers by `kind` beside `usage`
 */
export const serveParent = (ready, { answers = {}, close }) => {
  const answer = async (question) => {
    const give = question.kind === 'usage' ? usage : answers[question.kind];
    process.send(await give(question));
  };
  const end = async () => {
    await close();
    process.exit(0);
  };
  process.on('message', (question) => void answer(question));
  process.once('disconnect', () => void end());
  process.send(ready);
};

/** CPU time in µs and memory in bytes, after a garbage collection where that can be asked for. */
const usage = () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpuMicros: user + system, rss, heapUsed, external };
};
