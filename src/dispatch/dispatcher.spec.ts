import { describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import Type from 'typebox';

import { ProtocolError } from '../protocol/protocol-error.js';
import type { Caller, CommandCall } from './caller.js';
import { Command } from './command.decorator.js';
import { DispatchModule } from './dispatch.module.js';
import { Dispatcher } from './dispatcher.js';
import { BoolField, ChoiceField, IntField, ObjectField, TextField, TextListField } from './fields.js';
import { UserArgs } from './user-args.js';

class ShelveArgs extends UserArgs {
  @TextField() readonly title: string = '';
  @IntField({ optional: true, min: 1, max: 9 }) readonly shelf: number = 3;
  @BoolField({ optional: true }) readonly is_loan: boolean = false;
  @ChoiceField(['new', 'worn'], { optional: true }) readonly state: string | undefined = undefined;
  @ObjectField({ optional: true }) readonly notes: Record<string, unknown> = {};
  @TextListField({ optional: true, max: 2 }) readonly authors: readonly string[] = [];
}

const about = { args: ShelveArgs, result: Type.Object({}), example: { title: 'Emma' } } as const;

@Injectable()
class BookCommands {
  @Command('shelve', { ...about, effect: 'writes', summary: 'Puts a book on a shelf.' })
  async shelve(args: ShelveArgs, call: CommandCall): Promise<object> {
    await Promise.resolve();
    return Object.assign({ door: call.caller.door }, args);
  }

  @Command('burn', { ...about, effect: 'destroys', summary: 'Fails.' })
  async burn(): Promise<object> {
    await Promise.resolve();
    throw new TypeError('secret detail');
  }
}

@Injectable()
class OtherCommands {
  @Command('shelve', { ...about, effect: 'reads', summary: 'Claims the same name.' })
  async again(): Promise<object> {
    return Promise.resolve({});
  }
}

@Module({ imports: [DispatchModule], providers: [BookCommands, { provide: 'alias', useExisting: BookCommands }] })
class BookModule {}

@Module({ imports: [BookModule], providers: [OtherCommands] })
class ClashingModule {}

const anyone: Caller = { door: 'rest', userIds: null, scopes: null };

const open = async () => {
  const app = await Test.createTestingModule({ imports: [BookModule] }).compile();
  app.useLogger(false);
  await app.init();
  return app.get(Dispatcher);
};

const failure = async (answer: Promise<unknown>): Promise<ProtocolError> => {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProtocolError) return error;
  throw new Error(`expected a ProtocolError, got ${String(error)}`);
};

describe('Dispatcher', () => {
  it('finds the commands of every provider, once per method', async () => {
    const dispatcher = await open();
    expect(dispatcher.commands().map(({ name }) => name)).toEqual(['burn', 'shelve']);
  });

  it('fills defaults and treats null as not given', async () => {
    const dispatcher = await open();
    const answer = await dispatcher.dispatch({
      command: 'shelve',
      args: { title: 'Emma', shelf: null },
      caller: anyone,
    });
    expect(answer).toEqual({
      title: 'Emma',
      shelf: 3,
      is_loan: false,
      state: undefined,
      notes: {},
      authors: [],
      user_id: '1',
      door: 'rest',
    });
  });

  it('names every wrong, missing and unknown argument at once', async () => {
    const dispatcher = await open();
    const args = { shelf: 12, is_loan: 'yes', state: 'lost', notes: [], authors: ['a', 'b', 'c'], colour: 'red' };
    const error = await failure(dispatcher.dispatch({ command: 'shelve', args, caller: anyone }));
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.problems.map(({ field }) => field).sort()).toEqual([
      'authors',
      'colour',
      'is_loan',
      'notes',
      'shelf',
      'state',
      'title',
    ]);
    expect(error.message).toContain('shelf must be a whole number from 1 to 9');
    expect(error.message).toContain('colour is not an argument of shelve');
    expect(error.message).toContain('title is missing');
  });

  it.each([
    ['a list', []],
    ['a text', 'x'],
    ['a number', 7],
  ])('refuses %s in place of arguments', async (_kind, args) => {
    const dispatcher = await open();
    const error = await failure(dispatcher.dispatch({ command: 'shelve', args, caller: anyone }));
    expect(error.code).toBe('INVALID_ARGUMENT');
  });

  it('treats a key named __proto__ as an unknown argument', async () => {
    const dispatcher = await open();
    const args: unknown = JSON.parse('{"title":"x","__proto__":{"shelf":5}}');
    const error = await failure(dispatcher.dispatch({ command: 'shelve', args, caller: anyone }));
    expect(error.message).toContain('__proto__ is not an argument');
  });

  it('answers UNKNOWN_COMMAND with the known names as a hint', async () => {
    const dispatcher = await open();
    const error = await failure(dispatcher.dispatch({ command: 'shelf', args: {}, caller: anyone }));
    expect([error.code, error.message]).toEqual(['UNKNOWN_COMMAND', 'Unknown command: shelf']);
    expect(error.hint).toContain('shelve');
  });

  it('lets a bound caller act for its own users only', async () => {
    const dispatcher = await open();
    const caller: Caller = { door: 'link', userIds: ['7'], scopes: null };
    const own = await dispatcher.dispatch({ command: 'shelve', args: { title: 'Emma' }, caller });
    expect(own['user_id']).toBe('7');
    const foreign = dispatcher.dispatch({ command: 'shelve', args: { title: 'Emma', user_id: '1' }, caller });
    expect((await failure(foreign)).code).toBe('FORBIDDEN');
  });

  it('asks for the scope that the effect of a command needs, before it looks at the arguments', async () => {
    const dispatcher = await open();
    const caller: Caller = { ...anyone, scopes: ['commands:read'] };
    const error = await failure(dispatcher.dispatch({ command: 'burn', args: { wrong: 1 }, caller }));
    expect([error.code, error.details]).toEqual(['FORBIDDEN', { scope: 'commands:write' }]);
    const args = { title: 'Emma' };
    const writer: Caller = { ...anyone, scopes: ['commands:write'] };
    expect(await dispatcher.dispatch({ command: 'shelve', args, caller: writer })).toMatchObject(args);
  });

  it('hides the text of an unexpected failure behind a correlation id', async () => {
    const dispatcher = await open();
    const error = await failure(dispatcher.dispatch({ command: 'burn', args: { title: 'x' }, caller: anyone }));
    expect(error.code).toBe('INTERNAL');
    expect(error.message).not.toContain('secret');
    expect(error.details['correlation_id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('stops the start when two methods claim one name, naming both', async () => {
    const app = await Test.createTestingModule({ imports: [ClashingModule] }).compile();
    app.useLogger(false);
    await expect(app.init()).rejects.toThrow('shelve is claimed by BookCommands.shelve and OtherCommands.again');
  });
});
