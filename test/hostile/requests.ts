import { gzipSync } from 'node:zlib';

import type { Attack } from './attacks.js';
import { textOf } from './attacks.js';
import type { Operation, Place } from './places.js';
import type { WildRequest } from './wild-request.js';

/** A request with what it tries. */
export interface Attempt {
  readonly name: string;
  readonly request: WildRequest;
  /** True when nothing but a refusal is right. */
  readonly mustFail: boolean;
}

/** Values that take the place of `{name}` in a path where it isn't what is attacked. */
export type KnownIds = Readonly<Record<string, string>>;

/** Every attack in every place of some operations. */
export const placedAttempts = (
  operations: readonly Operation[],
  attacks: readonly Attack[],
  known: KnownIds,
): readonly Attempt[] =>
  operations.flatMap((operation) =>
    operation.places.flatMap((place) => attacks.map((attack) => placed(operation, place, attack, known))),
  );

/** Attacks on the request as a whole: its body, its headers, its method, its query. */
export const structuralAttempts = (operations: readonly Operation[], known: KnownIds): readonly Attempt[] =>
  operations.flatMap((operation) => [
    ...BODIES.map(([name, body]) => whole(operation, known, name, { body })),
    whole(operation, known, 'a packed bomb', { body: bomb, headers: { 'content-encoding': 'gzip' } }),
    ...HEADERS.map(([name, headers]) => whole(operation, known, name, { headers })),
    ...METHODS.map((method) => whole(operation, known, `method ${method}`, { method })),
    ...QUERIES.map((query) => whole(operation, known, `query ${query.slice(0, 40)}`, { query })),
  ]);

/** Ways to get in without a token of one's own; each must be refused wherever a token is asked for. */
export const uninvitedAttempts = (operations: readonly Operation[], known: KnownIds): readonly Attempt[] =>
  operations
    .filter(({ isOpen }) => !isOpen)
    .flatMap((operation) =>
      UNINVITED.map(([name, headers, query = '']) => {
        const { request, ...attempt } = whole(operation, known, name, { headers, query });
        return { ...attempt, request: { ...request, headers: { ...JSON_BODY, ...headers } }, mustFail: true };
      }),
    );

const JSON_BODY = { 'content-type': 'application/json' } as const;

const placed = (operation: Operation, place: Place, attack: Attack, known: KnownIds): Attempt => {
  const text = textOf(attack);
  const encoded = attack.encoded ?? percentEncoded(text);
  const attacked = (part: Place['part']): boolean => place.part === part;
  const path = pathOf(operation, attacked('path') ? { ...known, [place.name]: encoded } : known);
  const query = attacked('query') ? `?${place.name}=${encoded}` : '';
  const body = attacked('body') ? { ...operation.example, [place.name]: attack.value } : operation.example;
  return {
    name: `${operation.method} ${operation.path}: ${attack.name} in ${place.part} ${place.name}`,
    request: {
      method: operation.method,
      path: `${path}${query}`,
      headers: { ...JSON_BODY, ...(attacked('header') && { [place.name.toLowerCase()]: headerText(text) }) },
      ...(takesBody(operation) && { body: JSON.stringify(body) }),
    },
    mustFail: false,
  };
};

interface Change {
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly query?: string;
}

const whole = (operation: Operation, known: KnownIds, name: string, change: Change): Attempt => {
  const { method = operation.method, headers = {}, query = '', body } = change;
  const ownBody = takesBody(operation) ? JSON.stringify(operation.example) : undefined;
  const sent = body ?? (method === operation.method ? ownBody : undefined);
  return {
    name: `${operation.method} ${operation.path}: ${name}`,
    request: {
      method,
      path: `${pathOf(operation, known)}${query}`,
      headers: { ...JSON_BODY, ...headers },
      ...(sent !== undefined && { body: sent }),
    },
    mustFail: false,
  };
};

const takesBody = ({ method }: Operation): boolean => method !== 'GET' && method !== 'DELETE';

const pathOf = ({ path }: Operation, known: KnownIds): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? 'nothing-of-that-name');

/** Every byte but the plain ones as `%xx`, also those of half a surrogate pair, which no encoder lets through. */
const percentEncoded = (text: string): string =>
  Array.from(text, (char) => (/[\w.~-]/.test(char) ? char : percentOf(char))).join('');

const percentOf = (char: string): string => {
  const code = char.codePointAt(0) ?? 0;
  const isHalf = code >= 0xd800 && code <= 0xdfff;
  const bytes = isHalf ? [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)] : Buffer.from(char);
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
};

/** What a header can carry at all; line ends go out as raw bytes elsewhere. */
const headerText = (text: string): string => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?').slice(0, 8000);

const bomb = gzipSync(Buffer.alloc(20_000_000, 0x20));

const BODIES: readonly (readonly [name: string, body: string | Buffer])[] = [
  ['no JSON', '{"a": '],
  ['a list', '[]'],
  ['a text', '"a"'],
  ['null', 'null'],
  ['a number', '1e400'],
  ['a prototype', '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'],
  ['a prototype that hides', '{"__pr\\u006fto__": {"polluted": 1}}'],
  ['doubled names', '{"user_id": "bob", "user_id": "ann"}'],
  ['depth', `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`],
  ['brackets without end', '['.repeat(200_000)],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['a byte order mark', '\uFEFF{}'],
  ['NUL', '\0'],
  ['more than is taken', `{"a": "${'x'.repeat(9_000_000)}"}`],
  ['many names', JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 1])))],
];

const HEADERS: readonly (readonly [name: string, headers: Readonly<Record<string, string>>])[] = [
  ['a packed body', { 'content-encoding': 'gzip' }],
  ['an unknown type', { 'content-type': 'application/x-msgpack' }],
  ['a type with a trick', { 'content-type': 'application/json; charset=utf-7; __proto__=1' }],
  ['no type', { 'content-type': '' }],
  ['a form', { 'content-type': 'multipart/form-data; boundary=x' }],
  ['another method', { 'x-http-method-override': 'DELETE', 'x-method-override': 'PUT' }],
  ['another host', { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'for=127.0.0.1' }],
  ['another place', { 'x-original-url': '/api/v1/tokens', 'x-rewrite-url': '/api/v1/tokens' }],
  ['a long header', { 'x-long': 'x'.repeat(14_000) }],
  ['a range', { range: `bytes=${Array.from({ length: 500 }, (_, index) => `${index}-`).join(',')}` }],
  ['conditions', { 'if-none-match': '*', 'if-match': '"x"', 'if-modified-since': 'never' }],
  ['an odd key', { 'idempotency-key': '\u00ff'.repeat(200) }],
  ['a wish', { prefer: 'wait=99999999999999999999, respond-async; wait=-1' }],
  ['an event', { 'last-event-id': '99999999999999999999999' }],
  ['languages', { accept: 'text/event-stream;q=abc,*/*;q=9', 'accept-encoding': 'br;q=1e9' }],
  ['an expectation', { expect: 'everything' }],
];

const METHODS: readonly string[] = ['OPTIONS', 'TRACE', 'PROPFIND', 'HEAD', 'PATCH', 'SEARCH', 'LOCK', 'PUT'];

const QUERIES: readonly string[] = [
  '?__proto__[polluted]=1&constructor[prototype][polluted]=1',
  '?__proto__=1',
  '?limit=1&limit=2&limit=3',
  '?user_id=ann&user_id=bob',
  '?user_id=ann',
  '?user_id[]=ann&user_id[$ne]=bob',
  `?${'a&'.repeat(5000)}`,
  `?${Array.from({ length: 1500 }, (_, index) => `k${index}=1`).join('&')}`,
  '?%',
  '?%00=%00',
  '?token=operator-token-of-the-tests',
  '??&&==',
];

/** A name, headers, and a query. */
const UNINVITED: readonly (readonly [string, Readonly<Record<string, string>>, string?])[] = [
  ['no token', {}],
  ['an empty token', { authorization: 'Bearer ' }],
  ['an unknown token', { authorization: 'Bearer nt_op_unknown' }],
  ['another scheme', { authorization: 'Basic b3BlcmF0b3I6b3BlcmF0b3I=' }],
  ['a token of nodes', { authorization: 'Bearer node-token-of-the-tests' }],
  ['a token in the query', {}, '?token=operator-token-of-the-tests&access_token=operator-token-of-the-tests'],
  ['a token in a cookie', { cookie: 'token=operator-token-of-the-tests; authorization=operator-token-of-the-tests' }],
  ['a token in another header', { 'x-api-key': 'operator-token-of-the-tests', 'proxy-authorization': 'Bearer x' }],
  ['a pattern', { authorization: "Bearer ' OR '1'='1" }],
  ['an object', { authorization: 'Bearer [object Object]' }],
  ['a name of every object', { authorization: 'Bearer __proto__' }],
  ['a long token', { authorization: `Bearer ${'x'.repeat(12_000)}` }],
  ['a claim to be local', { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', host: 'localhost' }],
  ['a part of the token', { authorization: 'Bearer operator-token-of-the-test' }],
  ['more than the token', { authorization: 'Bearer operator-token-of-the-testss' }],
  ['the token in capitals', { authorization: 'Bearer OPERATOR-TOKEN-OF-THE-TESTS' }],
];
