import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { numbersFrom, shuffled } from '../support/random-numbers.js';
import type { Arena } from './arena.js';
import { openArena } from './arena.js';
import type { Door } from './doors.js';
import { openDoors } from './doors.js';
import { faultsOf } from './oracle.js';
import type { Attempt } from './requests.js';
import type { WildAnswer } from './wild-request.js';
import { closeWildConnections, sendBytes, sendWild } from './wild-request.js';

/** How many attacks each door gets, out of all that there are; the long form takes 500. */
const REQUESTS = Number(process.env['HOSTILE_REQUESTS'] ?? 120);
/** Which of them. */
const SEED = Number(process.env['HOSTILE_SEED'] ?? 1);
const AT_ONCE = 8;
const DOORS = [
  'REST of the hub',
  'REST of the node',
  'event streams',
  'commands over the link',
  'blobs',
  'assets',
  'webhooks',
  'MCP',
  'the upgrade',
];

let arena: Arena;
let doors: readonly Door[];

beforeAll(async () => {
  arena = await openArena();
  doors = await openDoors(arena);
}, 180_000);

afterAll(async () => {
  closeWildConnections();
  await arena.close();
}, 60_000);

it('knows every door', () => {
  expect(doors.map(({ name }) => name)).toEqual(DOORS);
  for (const { name, attempts } of doors)
    expect({ name, isEnough: attempts.length >= 500 }).toEqual({ name, isEnough: true });
});

it.each(DOORS)(
  'refuses or bears what is tried at %s, and tells nothing',
  async (name) => {
    const door = doors.find((one) => one.name === name);
    const attempts = shuffled(door?.attempts ?? [], numbersFrom(SEED)).slice(0, REQUESTS);
    const faults: unknown[] = [];
    const line = attempts.values();
    const work = async (): Promise<void> => {
      for (const attempt of line) {
        const answer = await send(door, attempt);
        const found = [...faultsOf(answer, { texts: arena.forbidden }), ...admitted(attempt, answer)];
        if (found.length > 0)
          faults.push({ attempt: attempt.name, request: attempt.request.path.slice(0, 300), found });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(faults).toEqual([]);
    for (const { url } of [arena.servers.hub, arena.servers.node]) {
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    }
  },
  1_200_000,
);

it('leaves no file, no line of a fault, no secret in the logs and no changed prototype behind', async () => {
  expect(await arena.close()).toEqual([]);
}, 60_000);

const send = (door: Door | undefined, { request, mustFail }: Attempt): Promise<WildAnswer> => {
  const url = door?.url ?? '';
  if (request.method === 'RAW') return sendBytes(url, request.body ?? '');
  const token = door?.token ?? null;
  const isOurs = mustFail || token === null;
  const headers = isOurs ? request.headers : { authorization: `Bearer ${token}`, ...request.headers };
  return sendWild(url, { ...request, headers });
};

const admitted = ({ mustFail }: Attempt, { status, text }: WildAnswer): readonly string[] =>
  mustFail && (status < 400 || status >= 500) ? [`let in with ${status}: ${text.slice(0, 200)}`] : [];
