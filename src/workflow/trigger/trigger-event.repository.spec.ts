import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { openAppDatabase } from '../../../test/support/database.js';
import { describeDatabases } from '../../../test/support/services.js';
import type { TestDatabase } from '../../database/testing.js';
import type { EventConditions } from './trigger-event.repository.js';
import { TriggerEventRepository } from './trigger-event.repository.js';
import type { TriggerRow } from './trigger.entity.js';
import { TriggerRepository } from './trigger.repository.js';

const ANY: EventConditions = {
  nodeId: 'here',
  maxEvents: 0,
  maxPending: 100,
  onlyWhenIdle: false,
  onlyOneWaiting: false,
};
const ROW: TriggerRow = {
  workflowId: 'w',
  userId: '1',
  nodeId: 'here',
  isOn: true,
  overlap: 'queue',
  catchUp: true,
  tokenHash: null,
  startedAt: 1000,
};

await describeDatabases('the events of triggers', (databaseUrl) => {
  let store: TestDatabase;
  let triggers: TriggerRepository;
  let events: TriggerEventRepository;

  const add = (eventId: string, more: Partial<EventConditions> = {}, key = eventId, slot?: number) =>
    events.add(
      'w',
      eventId,
      { graphNodeId: 'a', key, payload: { n: 1 }, ...(slot !== undefined && { slot }) },
      { ...ANY, ...more },
      5000,
    );

  beforeEach(async () => {
    store = await openAppDatabase(databaseUrl);
    triggers = new TriggerRepository(store.database);
    events = new TriggerEventRepository(store.database);
    await triggers.switchOn(ROW, ['a', 'b']);
  });

  afterEach(() => store.close());

  it('are written once for each key, also by many at a time', async () => {
    const written = await Promise.all(['1', '2', '3', '4'].map((id) => add(id, {}, 'same')));
    expect(written.filter(Boolean)).toHaveLength(1);
    expect(await triggers.sourcesOf('w')).toMatchObject([
      { graphNodeId: 'a', eventCount: 1 },
      { graphNodeId: 'b', eventCount: 0 },
    ]);
    expect(await triggers.countsOf('w')).toEqual({ pending: 1, started: 0, lastAt: 5000 });
  });

  it('are not written when the trigger is off, elsewhere, spent or full', async () => {
    expect(await add('1', { nodeId: 'there' })).toBe(false);
    expect(await add('2', { maxEvents: 1 })).toBe(true);
    expect(await add('3', { maxEvents: 1 })).toBe(false);
    expect(await add('4', { maxPending: 1 })).toBe(false);
    expect(await triggers.switchOff('w')).toBe(true);
    expect(await triggers.switchOff('w')).toBe(false);
    expect(await add('5')).toBe(false);
  });

  it('can be one at a time, waiting or at work', async () => {
    await add('1');
    expect(await add('2', { onlyOneWaiting: true })).toBe(false);
    await events.markStarted('1');
    expect(await add('3', { onlyWhenIdle: true })).toBe(false);
    expect(await add('4', { onlyOneWaiting: true })).toBe(true);
    await events.markStarted('4');
    await events.markDone('1');
    await events.markDone('4');
    expect(await add('5', { onlyWhenIdle: true })).toBe(true);
  });

  it('note the beat of an interval also when it is left out', async () => {
    await add('1', {}, 'beat 3', 3);
    expect(await add('2', { onlyOneWaiting: true }, 'beat 4', 4)).toBe(false);
    await add('3', {}, 'beat 2', 2);
    expect(await triggers.sourcesOf('w')).toMatchObject([{ lastSlot: 4, eventCount: 2 }, {}]);
  });

  it('are taken in their order, and forgotten only when they are done', async () => {
    await add('2');
    await add('1');
    expect(await events.nextPending('w')).toMatchObject({ eventId: '1', payload: { n: 1 } });
    await events.markStarted('1');
    expect((await events.listStarted('w')).map(({ eventId }) => eventId)).toEqual(['1']);
    await events.markDone('1');
    await events.markDone('2');
    await events.forget(6000);
    expect(await triggers.findEvent('w', 'a', '1')).toBeNull();
    expect(await triggers.findEvent('w', 'a', '2')).toMatchObject({ eventId: '2', status: 'pending' });
  });

  it('go with their workflow', async () => {
    await add('1');
    await triggers.remove('w');
    expect(await triggers.find('w')).toBeNull();
    expect(await events.nextPending('w')).toBeNull();
  });
});
