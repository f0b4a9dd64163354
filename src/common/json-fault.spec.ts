import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { locateJsonFault } from './json-fault.js';

it.each([
  ['{"a": tru}', 1, 7, 'value'],
  ['{"a": 1,}', 1, 9, '"name"'],
  ['[1 2]', 1, 4, ', or ]'],
  ['{\n  "a": [1,\n    2\n  }\n', 4, 3, ', or ]'],
  ['{"a" 1}', 1, 6, ':'],
  ['{"a": "x\n"}', 1, 7, 'value'],
  ['', 1, 1, 'value'],
  ['[1', 1, 3, ', or ]'],
  ['{"a": 1', 1, 8, ', or }'],
  ['{} {}', 1, 4, 'the end'],
  ["{'a': 1}", 1, 2, '"name" or }'],
  ['[01]', 1, 3, ', or ]'],
])('says where %j stops being JSON', (text, line, column, expected) => {
  expect(locateJsonFault(text)).toEqual({ line, column, expected });
});

it('finds no fault in anything that JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      expect(locateJsonFault(JSON.stringify(value, null, indent))).toBeNull();
    }),
  );
});

it('agrees with JSON.parse on mutilated texts', () => {
  const mutilated = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\\', '\u007f', '1', ' '))
    .map(
      ([text, at, inserted]) =>
        text.slice(0, at % (text.length + 1)) + inserted + text.slice((at % (text.length + 1)) + 1),
    );
  fc.assert(
    fc.property(mutilated, (text) => {
      expect(locateJsonFault(text) === null).toBe(isJson(text));
    }),
    { numRuns: 2000 },
  );
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
