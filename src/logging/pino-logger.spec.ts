import { describe, expect, it } from '@jest/globals';

import type { LogFormat, LogLevel } from '../config/server-settings.js';
import { createLogger } from './pino-logger.js';

describe('PinoLogger', () => {
  const linesOf = (
    write: (logger: ReturnType<typeof createLogger>) => void,
    logFormat: LogFormat = 'json',
    logLevel: LogLevel = 'info',
  ): string[] => {
    const lines: string[] = [];
    write(createLogger({ logLevel, logFormat }, { write: (line) => lines.push(line) }));
    return lines;
  };

  it('writes a constant message and fields as one JSON line', () => {
    const [line = ''] = linesOf((logger) => logger.log('node registered', { node_id: 'gpu-1' }, 'SessionService'));
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      context: 'SessionService',
      node_id: 'gpu-1',
      msg: 'node registered',
    });
  });

  it('keeps an error with its stack and cause', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    const [line = ''] = linesOf((logger) => logger.error('flush failed', error, 'RunEvents'));
    expect(JSON.parse(line)).toMatchObject({
      msg: 'flush failed',
      error: 'outer',
      stack: expect.stringContaining('caused by: Error: inner'),
    });
  });

  it('takes the stack that Nest passes as a text', () => {
    const [line = ''] = linesOf((logger) => logger.error('boom', 'Error: boom\n at x', 'Part'));
    expect(JSON.parse(line)).toMatchObject({ context: 'Part', stack: 'Error: boom\n at x' });
  });

  it.each(['json', 'pretty'] as const)('never shows a credential in %s', (format) => {
    const text = linesOf((logger) => {
      logger.log('x', { token: 'hunter2', nested: { password: 'hunter2' } }, 'Part');
      logger.log('GET /gateway?token=hunter2&a=1', { url: 'postgres://me:hunter2@db/x' }, 'Part');
      logger.log('authorization: Bearer hunter2hunter2', 'Part');
      logger.error('x', new Error('nt_node_hunter2hunter2'), 'Part');
    }, format).join('');
    expect(text).not.toContain('hunter2');
    expect(text).toContain('a=1');
  });

  it('writes lines for people when asked', () => {
    const [line = ''] = linesOf(
      (logger) => logger.warn('node late', { node_id: 'gpu-1', why: 'no word' }, 'Sweep'),
      'pretty',
    );
    expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} WARN {2}\[Sweep\] node late node_id=gpu-1 why="no word"\n$/);
  });

  it('keeps quiet below its level and about the wiring of Nest', () => {
    expect(linesOf((logger) => logger.debug('x', 'Part'))).toEqual([]);
    expect(linesOf((logger) => logger.log('AuthModule dependencies initialized', 'InstanceLoader'))).toEqual([]);
    expect(linesOf((logger) => logger.error('x', 'Part'), 'json', 'silent')).toEqual([]);
  });
});
