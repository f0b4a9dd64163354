import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { ModelListCache } from './model-list-cache.js';
import type { ModelProvider, OfferedModel } from './model-provider.js';
import { ListingFault, servedModel } from './model-provider.js';

/** A source that answers as the test says, one list at a time. */
class ScriptedProvider implements ModelProvider {
  readonly maxAgeMs = 60_000;
  readonly signals: AbortSignal[] = [];
  answer: () => Promise<readonly OfferedModel[]> = () => Promise.resolve([]);

  constructor(
    readonly name = 'test',
    readonly identity = '',
  ) {}

  listModels(signal: AbortSignal): Promise<readonly OfferedModel[]> {
    this.signals.push(signal);
    return this.answer();
  }

  gives(...ids: string[]): void {
    this.answer = () => Promise.resolve(ids.map((id) => servedModel(id, id, 'language_model')));
  }

  fails(message: string): void {
    this.answer = () => Promise.reject(new ListingFault(message));
  }
}

describe('the kept lists of models', () => {
  let nowMs: number;
  let cache: ModelListCache;
  let provider: ScriptedProvider;

  const get = async (source = provider, userId = '1') => {
    const { models, ageMs, fault } = await cache.get(source, userId);
    return { ids: models.map(({ id }) => id), ageMs, fault: fault?.message ?? null };
  };

  beforeEach(() => {
    nowMs = 0;
    cache = new ModelListCache({ timeoutMs: 1000, now: () => nowMs });
    provider = new ScriptedProvider();
    provider.gives('one');
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('hold until they are too old', async () => {
    await get();
    provider.gives('two');
    nowMs = 59_999;
    expect(await get()).toEqual({ ids: ['one'], ageMs: 59_999, fault: null });
    nowMs = 60_000;
    expect(await get()).toEqual({ ids: ['two'], ageMs: 0, fault: null });
    expect(provider.signals).toHaveLength(2);
  });

  it('are asked for once by calls at the same time', async () => {
    const lists = await Promise.all([get(), get(), get()]);
    expect(lists.map(({ ids }) => ids)).toEqual([['one'], ['one'], ['one']]);
    expect(provider.signals).toHaveLength(1);
  });

  it('are apart for users, providers, and whatever a list depends on', async () => {
    const others = [new ScriptedProvider('test', 'other key'), new ScriptedProvider('other')];
    await get();
    await get(provider, '2');
    for (const other of others) await get(other);
    expect([provider, ...others].map(({ signals }) => signals.length)).toEqual([2, 1, 1]);
    // A provider that is made anew from the same settings finds the list of the former one.
    const again = new ScriptedProvider();
    expect((await get(again)).ids).toEqual(['one']);
    expect(again.signals).toEqual([]);
  });

  it('stay when there is no newer one, with the reason, and come back', async () => {
    await get();
    nowMs = 70_000;
    provider.fails('is down');
    expect(await get()).toEqual({ ids: ['one'], ageMs: 70_000, fault: 'is down' });
    nowMs = 79_999;
    provider.gives('two');
    expect(await get()).toEqual({ ids: ['one'], ageMs: 79_999, fault: 'is down' });
    nowMs = 80_000;
    expect(await get()).toEqual({ ids: ['two'], ageMs: 0, fault: null });
  });

  it('keep a provider that is down from being asked by every call', async () => {
    provider.fails('is down');
    expect(await get()).toMatchObject({ ids: [], fault: 'is down' });
    await get();
    expect(provider.signals).toHaveLength(1);
  });

  it('do not wait longer than the deadline, whatever the provider does', async () => {
    jest.useFakeTimers();
    provider.answer = () => new Promise(() => undefined);
    const list = get();
    await jest.advanceTimersByTimeAsync(1000);
    expect(await list).toMatchObject({ ids: [], fault: 'did not answer within 1000 ms' });
    expect(provider.signals[0]?.aborted).toBe(true);
  });

  it('leave no timer and no request behind when they are closed', async () => {
    jest.useFakeTimers();
    await get();
    expect(jest.getTimerCount()).toBe(0);
    nowMs = 60_000;
    provider.answer = () => new Promise(() => undefined);
    const list = get();
    cache.close();
    expect(await list).toMatchObject({ ids: ['one'], fault: expect.stringContaining('the process stops') });
    expect(jest.getTimerCount()).toBe(0);
    expect(await get(new ScriptedProvider('later'))).toMatchObject({ ids: [] });
  });

  it('forget the oldest when there are too many', async () => {
    for (let user = 0; user <= 1000; user++) await get(provider, String(user));
    await get(provider, '1000');
    expect(provider.signals).toHaveLength(1001);
    await get(provider, '0');
    expect(provider.signals).toHaveLength(1002);
  });
});
