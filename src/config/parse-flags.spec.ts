import { expect, it } from '@jest/globals';

import { parseFlags } from './parse-flags.js';

it('reads both ways to write a value', () => {
  expect(parseFlags(['--port', '0', '--role=node'])).toEqual({ port: '0', role: 'node' });
});

it('takes the last of two values', () => {
  expect(parseFlags(['--port', '1', '--port', '2'])).toEqual({ port: '2' });
});

it('names what it does not know at once, and shows no value', () => {
  const parse = () => parseFlags(['--prot', 'hunter2', '--auth-tokn=hunter3', '--port']);
  expect(parse).toThrow(/^4 settings are wrong:/);
  expect(parse).toThrow('--prot is not a flag');
  expect(parse).toThrow('--port needs a value');
  expect(parse).not.toThrow(/hunter/);
});
