/** What an attacker puts where something else belongs. */
export interface Attack {
  readonly name: string;
  /** As it stands in JSON; a URL carries its text. */
  readonly value: unknown;
  /** In a URL in place of the percent-encoded value, where the encoding itself is the attack. */
  readonly encoded?: string;
}

/** An attack as a text, for the places where JSON has no part. */
export const textOf = ({ value }: Attack): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A file name that no program has a reason to write; whatever traversal makes can be found by it. */
export type Mark = `hostile-${string}`;

/** Lists every attack on a single value. */
export const attacksWith = (mark: Mark): readonly Attack[] => [
  ...named('traversal', traversals(mark)),
  ...named('injection', INJECTIONS),
  ...named('name', NAMES),
  ...named('text', TEXTS),
  ...named('number', NUMBERS),
  ...named('shape', SHAPES),
  ...named('cursor', CURSORS),
  ...named('pattern', PATTERNS),
  ...encodings(mark),
];

const named = (kind: string, values: readonly unknown[]): readonly Attack[] =>
  values.map((value, index) => ({ name: `${kind} ${index}`, value }));

const UP = '../'.repeat(12);

const traversals = (mark: Mark): readonly string[] => [
  `${UP}tmp/${mark}`,
  `/tmp/${mark}`,
  `file:///tmp/${mark}`,
  `${UP}etc/passwd`,
  'file:///etc/passwd',
  '/proc/self/environ',
  `..\\..\\..\\${mark}`,
  `~/${mark}`,
  `a/../../${mark}`,
  `./${'x/'.repeat(400)}${mark}`,
  '.',
  '..',
  'asset://../../nodetool.sqlite',
  'blob://../../nodetool.sqlite',
  '/api/v1/blobs/../../healthz',
];

const INJECTIONS: readonly string[] = [
  "' OR '1'='1",
  "'; DROP TABLE jobs; --",
  '" OR ""="',
  "x' UNION SELECT value FROM secrets --",
  '1); DELETE FROM runs; --',
  '%',
  '_%\\',
  '$1',
  '? ? ?',
  ':user_id',
  '" NEAR "',
  'a* OR b AND (',
  '${7*7}',
  '{{ 7*7 }}{% for x in y %}',
  "{{ ''.constructor.constructor('return process')() }}",
  '$(touch /tmp/x)`id`|id;id',
  '<script>alert(1)</script>',
  '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::1]:1/',
  'gopher://127.0.0.1:6379/_FLUSHALL',
  'a\r\nX-Injected: yes\r\n\r\nb',
];

const NAMES: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'any',
  'null',
  'undefined',
  'search',
];

const TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\uD800',
  'a\uDFFFb\uD800',
  '\uFEFFa',
  '\u202Eabc\u2066',
  '\u0301'.repeat(300),
  '😀'.repeat(200),
  'x'.repeat(300),
  'x'.repeat(9000),
  '\u001b[2J\u0007',
  '0'.repeat(64),
  'f'.repeat(32),
];

const NUMBERS: readonly unknown[] = [
  -1,
  0,
  1.5,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  2 ** 53 + 2,
  -(2 ** 63),
  '1e309',
  'NaN',
  'Infinity',
  '0x10',
  '９',
  '99999999999999999999999999',
  2_147_483_648,
];

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

const SHAPES: readonly unknown[] = [
  null,
  true,
  [],
  {},
  [[]],
  [null],
  ['a', 1, {}],
  Array.from({ length: 2000 }, () => 'x'),
  Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`key${index}`, index])),
  nested(60),
  nested(2000),
  // Written as JSON, because a literal would set the prototype of this object instead.
  JSON.parse('{"__proto__": {"polluted": true, "isAdmin": true}}'),
  JSON.parse('{"constructor": {"prototype": {"polluted": true}}}'),
  JSON.parse('{"a": {"__proto__": {"toString": 1}}}'),
  { toString: 1, valueOf: 2 },
  { toJSON: 1 },
  JSON.parse('{"then": 2}'),
  { length: 1e9, 0: 'a' },
  { $gt: '' },
  { $where: 'sleep(1000)' },
  { $or: Array.from({ length: 500 }, () => ({ a: { $ne: 1 } })) },
  { "a' OR 1=1 --": 1 },
  { 'a"b.c[0]': { $in: ["'"] } },
  { type: 'Buffer', data: [1, 2, 3] },
  { uri: 'file:///etc/passwd', type: 'image' },
  { uri: 'http://169.254.169.254/', type: 'image' },
  { uri: 'data:image/png;base64,AAAA', type: 'image' },
  { nodes: [], edges: [] },
  { nodes: [{ id: '__proto__', type: 'constructor' }], edges: [{ source: '__proto__', target: '__proto__' }] },
  { nodes: [{ id: 'a', type: 'nodetool.output.Output', data: null }], edges: [{ source: 'a', target: 'a' }] },
  { nodes: 'x', edges: { length: 3 } },
  { nodes: [null, 1, 'a', [], { id: null }], edges: [null, 1] },
];

const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const CURSORS: readonly string[] = [
  cursor(['a', 'b', 'c']),
  cursor([{ $gt: '' }]),
  cursor([null]),
  cursor([1e308, "' OR 1=1 --"]),
  cursor(['\0']),
  cursor(['\uD800', 1]),
  cursor({ __proto__: 1 }),
  cursor(['user', -1, 2, 3]),
  `${cursor(['a'])}==`,
];

/** Patterns, and texts on which careless ones never come to an end. */
const PATTERNS: readonly string[] = [
  '(a+)+$',
  '(.*a){25}',
  '(x+x+)+y',
  '[',
  '(?<=',
  '\\',
  '(?P<a>',
  '*',
  '!'.repeat(8000),
  `${'a'.repeat(5000)}!`,
  `${' '.repeat(9000)}x`,
  'a,'.repeat(4000),
  `${'-'.repeat(8000)}.`,
  `${'@'.repeat(4000)}.`,
  `${'image/'.repeat(1000)};`,
];

const encodings = (mark: Mark): readonly Attack[] =>
  [
    '%',
    '%zz',
    '%00',
    '%ED%A0%80',
    '%c0%ae%c0%ae%c0%af',
    '..%2f..%2f..%2f',
    `%2e%2e%2f%2e%2e%2ftmp%2f${mark}`,
    '%252e%252e%252f',
    '..%5c..%5c',
    '%0d%0aX-Injected:%20yes',
    'a%2Fb',
    ';a=b',
    'a%23b%3Fc',
    '%u002e',
  ].map((encoded) => ({ name: `encoding ${encoded}`, value: decoded(encoded), encoded }));

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
