// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tryNodeType } from 'nodetool-gateway/nodes';

import { CompoundInterest } from './compound-interest.js';
import { SlidingWindow } from './sliding-window.js';

test('interest earns interest', async () => {
  const { outputs, logs } = await tryNodeType(CompoundInterest, { amount: 100, rate: 0.1, years: 2 });
  assert.ok(Math.abs(Number(outputs.balance?.[0]) - 121) < 1e-9);
  assert.ok(Math.abs(Number(outputs.interest?.[0]) - 21) < 1e-9);
  assert.deepEqual(logs, ['2 years at 10 %']);
});

test('a negative deposit is pointed out', async () => {
  const { logs } = await tryNodeType(CompoundInterest, { amount: -1 });
  assert.match(logs[0] ?? '', /'amount' is -1, outside its range/);
});

test('a deposit must be a number', async () => {
  await assert.rejects(tryNodeType(CompoundInterest, { amount: 'much' }), /takes float/);
});

test('windows follow each other', async () => {
  const { outputs } = await tryNodeType(SlidingWindow, { values: [1, 2, 3, 4], size: 3 });
  assert.deepEqual(outputs, {
    window: [
      [1, 2, 3],
      [2, 3, 4],
    ],
    index: [0, 1],
  });
});

test('a list that is too short has no window', async () => {
  assert.deepEqual((await tryNodeType(SlidingWindow, { values: [1], size: 2 })).outputs, {});
});
