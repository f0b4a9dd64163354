import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';

import { listNodeCommands } from '../../src/app/node-commands.js';
import { resultSchema } from '../../src/dispatch/command-schema.js';
import { fieldsOf } from '../../src/dispatch/fields.js';
import type { FixtureContext } from '../support/command-fixtures.js';
import { COMMAND_FIXTURES } from '../support/command-fixtures.js';
import type { DoorAnswer, HubAndNode } from '../support/doors.js';
import { openDoors, startHubAndNode } from '../support/doors.js';
import { describeDatabases } from '../support/services.js';

type Values = Readonly<Record<string, unknown>>;
type Doors = Awaited<ReturnType<typeof openDoors>>;

const COMMANDS = await listNodeCommands();
const NAMES = COMMANDS.map(({ name }) => name);
const takesUser = new Map(
  COMMANDS.map(({ name, args }) => [name, fieldsOf(args).some((field) => field.name === 'user_id')]),
);
const ajv = new Ajv({ strict: false, validateFormats: false });
const START_MS = 60_000;

it.each(NAMES)('%s has a fixture', (name) => {
  expect(Object.keys(COMMAND_FIXTURES)).toContain(name);
});

await describeDatabases('the doors of a node', (databaseUrl) => {
  let servers: HubAndNode;
  let operator: Doors;
  let count = 0;

  beforeAll(async () => {
    servers = await startHubAndNode(databaseUrl);
    operator = await openDoors(servers, { hub: servers.hub.operatorToken, node: servers.node.operatorToken });
  }, START_MS);
  afterAll(async () => {
    await operator.close();
    await servers.close();
  });

  /** Makes the arguments of a call, and all that it needs, for a user of its own. */
  const prepare = async (command: string, userId = `user-${++count}`): Promise<Values> => {
    const call: FixtureContext['call'] = async (name, args) => {
      const answer = await operator.doors['REST of the node']?.(name, { ...args, user_id: userId });
      if (!answer || 'code' in answer) throw new Error(`${name}: ${JSON.stringify(answer)}`);
      return answer.result;
    };
    const args = (await COMMAND_FIXTURES[command]?.({ userId, mark: `mark-${userId}`, call })) ?? {};
    return takesUser.get(command) === true ? { ...args, user_id: userId } : args;
  };

  describe.each(COMMANDS)('$name', ({ name, effect, result }) => {
    it('answers the same by each of them, as it declares', async () => {
      const shared = effect === 'reads' ? await prepare(name) : null;
      const answers: Record<string, unknown> = {};
      for (const [door, call] of Object.entries(operator.doors)) {
        const answer = await call(name, shared ?? (await prepare(name)));
        expect({ door, answer }).toEqual({ door, answer: { result: expect.anything() } });
        expect({ door, faults: faultsOf(answer, resultSchema({ ...(result && { result }) })) }).toEqual({
          door,
          faults: null,
        });
        answers[door] = alike(answer);
      }
      const [first] = Object.values(answers);
      for (const [door, answer] of Object.entries(answers)) expect({ door, answer }).toEqual({ door, answer: first });
    });

    it('refuses the same unknown argument by each of them', async () => {
      for (const [door, call] of Object.entries(operator.doors)) {
        expect({ door, answer: await call(name, { wrongly: 1 }) }).toEqual({
          door,
          answer: { code: 'INVALID_ARGUMENT', text: expect.stringContaining('wrongly is not an argument') },
        });
      }
    });
  });

  describe('for somebody whose token is bound to another user', () => {
    let bound: Doors;

    beforeAll(async () => {
      const tokens = { hub: await makeToken(servers.hub), node: await makeToken(servers.node) };
      bound = await openDoors(servers, tokens);
    });
    afterAll(() => bound.close());

    it.each(NAMES.filter((name) => takesUser.get(name) === true))(
      '%s shows and touches no row of hers',
      async (name) => {
        const { user_id: _userId, ...args } = await prepare(name, `ann-${name}`);
        const calls = Object.entries(bound.doors);
        for (const [door, call] of calls) {
          const answer = await call(name, args);
          // What she makes or looks for by a text of her own may succeed; nothing of the other's may come with it.
          expect({ door, text: foreignText(answer, name, args) }).toEqual({ door, text: '' });
          if (namesRow(args)) expect({ door, answer }).toMatchObject({ door, answer: { code: 'NOT_FOUND' } });
          const named = await call(name, { ...args, user_id: `ann-${name}` });
          expect({ door, named }).toMatchObject({ door, named: { code: 'FORBIDDEN' } });
        }
      },
    );
  });
});

const makeToken = async ({ url, operatorToken }: HubAndNode['hub']): Promise<string> => {
  const response = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'service', user_ids: ['bob'] }),
  });
  return ((await response.json()) as { token: string }).token; // a body that doesn't fit fails every test that uses it
};

const faultsOf = (answer: DoorAnswer, schema: object): unknown => {
  const validate = ajv.compile(schema);
  return 'result' in answer && validate(answer.result) ? null : (validate.errors ?? answer);
};

/** The arguments that name one row of the other user. */
const namesRow = (args: Values): boolean => ['workflow_id', 'job_id', 'asset_id'].some((name) => name in args);

/** What an answer shows of the other user's rows: their names carry a mark, which the caller may have sent itself. */
const foreignText = (answer: DoorAnswer, name: string, args: Values): string => {
  const text = JSON.stringify(answer);
  const mark = `mark-ann-${name}`;
  return text.includes(mark) && !JSON.stringify(args).includes(mark) ? text : '';
};

/** Ids, times and names differ from call to call, and whether a job has a thread yet. */
const alike = (answer: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answer)
      .replaceAll(/[0-9a-f]{32}(:\d+)?/g, '<id>')
      .replaceAll(/signature=[\w-]+/g, 'signature=<signature>')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/"status":"(scheduled|running)"/g, '"status":"<open>"')
      .replaceAll(/user-\d+(-\d+)?/g, '<user>')
      .replaceAll(/"(next|next_start_key)":"[^"]+"/g, '"$1":"<cursor>"'),
  );
