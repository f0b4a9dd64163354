import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { CLOSE_CODES, isTerminalCloseCode } from './close-codes.js';
import { ERROR_CODES, isErrorCode } from './error-codes.js';

const page = readFileSync(new URL('../../docs/reference/errors.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => /^\| (`|\d)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const rowOf = (name: string): readonly string[] => rows.find(([, first]) => first === name) ?? [];

describe('the reference page of errors', () => {
  it.each(Object.entries(ERROR_CODES))(
    'documents %s with status, retry, meaning and remedy',
    (code, { httpStatus, isRetryable }) => {
      const [, , status, retry, meaning, remedy] = rowOf(`\`${code}\``);
      expect([status, retry]).toEqual([String(httpStatus), isRetryable ? 'yes' : 'no']);
      expect(meaning).toMatch(/\.$/);
      expect(remedy).toMatch(/\.$/);
    },
  );

  it.each(Object.values(CLOSE_CODES))('documents close code $code', ({ code, isTerminal }) => {
    const [, , comesBack, meaning] = rowOf(String(code));
    expect(comesBack).toBe(isTerminal ? 'no' : 'yes');
    expect(meaning).toMatch(/\.$/);
  });

  it('documents no code that does not exist', () => {
    const known = new Set<string>([
      ...Object.keys(ERROR_CODES).map((code) => `\`${code}\``),
      ...Object.values(CLOSE_CODES).map(({ code }) => String(code)),
    ]);
    expect(rows.map(([, name]) => name).filter((name) => !known.has(name ?? ''))).toEqual([]);
  });
});

describe('the tables of codes', () => {
  it('mark exactly the close codes from 4500 as terminal, with reasons that fit into a close frame', () => {
    for (const { code, isTerminal, reason } of Object.values(CLOSE_CODES)) {
      expect(isTerminal).toBe(isTerminalCloseCode(code));
      expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
    }
  });

  it('know their own codes and nothing else', () => {
    expect(isErrorCode('NOT_FOUND')).toBe(true);
    expect([isErrorCode('toString'), isErrorCode('not_found'), isErrorCode(404)]).toEqual([false, false, false]);
  });
});
