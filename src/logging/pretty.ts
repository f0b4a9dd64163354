import { isRecord } from '../common/json.js';

const COLOURS: Readonly<Record<string, number>> = { trace: 90, debug: 90, info: 32, warn: 33, error: 31, fatal: 35 };
const HIDDEN: ReadonlySet<string> = new Set(['level', 'time', 'msg', 'context', 'stack', 'err']);

/** Turns one JSON log line into one for people: time, level, part, message, fields; a stack follows on lines of its own. */
export const prettyLine = (line: string, isColoured: boolean): string => {
  const record: unknown = JSON.parse(line);
  if (!isRecord(record)) return line;
  const { level, time, msg, context, stack } = record;
  const paint = (text: string, colour: number): string =>
    isColoured ? `\u001B[${String(colour)}m${text}\u001B[0m` : text;
  const name = text(level);
  const parts = [
    paint(text(time).slice(11, 23), 90),
    paint(name.toUpperCase().padEnd(5), COLOURS[name] ?? 0),
    ...(context === undefined ? [] : [paint(`[${text(context)}]`, 36)]),
    text(msg),
    ...Object.entries(record)
      .filter(([key]) => !HIDDEN.has(key))
      .map(([key, value]) => `${paint(`${key}=`, 90)}${field(value)}`),
  ];
  return `${parts.join(' ')}\n${typeof stack === 'string' ? `${stack}\n` : ''}`;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const field = (value: unknown): string =>
  typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : (JSON.stringify(value) ?? String(value));
