import { isRecord } from '../../../src/common/json.js';
import type { Behaviour } from './behaviour.js';
import type { ChatRequest } from './chat-request.js';

/**
 * Goes one step on with a folder of receipts: lists it, reads each file, has a database add up each category, writes a
 * summary, and says what came out. All it knows is what the tools answered.
 */
export const receiptsStep = ({ prompt, rounds }: ChatRequest): Behaviour => {
  const folder = /in the folder (\S+?)\.\s/.exec(prompt)?.[1] ?? '';
  const [listed, contents, sums, written] = rounds;
  if (!listed) return call('list_directory', [{ path: folder }]);
  if (!contents) {
    const entries = listed.flatMap((result) => listOf(fieldOf(result, 'entries')));
    const names = entries.filter((entry) => fieldOf(entry, 'kind') === 'file').map((entry) => fieldOf(entry, 'name'));
    return call(
      'read_file',
      names.map((name) => ({ path: `${folder}/${String(name)}` })),
    );
  }
  if (!sums) return call(SQL_TOOL, [{ sql: sumsOf(contents.map((result) => String(fieldOf(result, 'content')))) }]);
  const rows = listOf(fieldOf(fieldOf(sums[0], 'output') ?? sums[0], 'data') ?? fieldOf(sums[0], 'rows') ?? sums[0]);
  const lines = rows.map((row) => `${String(fieldOf(row, 'category'))}: ${String(fieldOf(row, 'total'))} EUR`);
  const path = /summary to (\S+)\.(?:\s|$)/.exec(prompt)?.[1];
  if (!written) return call('write_file', [{ path, content: `${lines.join('\n')}\n` }]);
  const total = rows.reduce<number>((sum, row) => sum + Number(fieldOf(row, 'total')), 0);
  return { kind: 'answer', text: [JSON.stringify({ summary: lines.join(', '), total })] };
};

const SQL_TOOL = 'lib_sqlite_execute_sql';

const call = (name: string, args: readonly object[]): Behaviour => ({
  kind: 'answer',
  toolCalls: args.map((each, index) => ({ id: `${name}_${index}`, name, arguments: JSON.stringify(each) })),
});

const sumsOf = (receipts: readonly string[]): string => {
  const rows = receipts.map((receipt) => {
    const category = /^Category: (\w+)$/m.exec(receipt)?.[1] ?? 'other';
    return `SELECT '${category}' AS category, ${/([\d.]+) EUR/.exec(receipt)?.[1] ?? '0'} AS amount`;
  });
  return `SELECT category, sum(amount) AS total FROM (${rows.join(' UNION ALL ')}) GROUP BY category ORDER BY category`;
};

const fieldOf = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
