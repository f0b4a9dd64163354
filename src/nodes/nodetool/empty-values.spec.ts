import { describe, expect, it } from '@jest/globals';

import { completeValue, emptyValue, isEmptyAsset } from './empty-values.js';

describe('completeValue', () => {
  it('adds the missing fields of a reference and keeps the given ones', () => {
    expect(completeValue({ type: 'video', uri: 'file:///a.mp4', note: 1 })).toEqual({
      ...emptyValue('video'),
      uri: 'file:///a.mp4',
      note: 1,
    });
  });

  it('completes the items of a list and leaves other values alone', () => {
    const plain = { type: 'unknown' };
    const [image, same] = completeValue([{ type: 'image' }, plain]) as unknown[];
    expect(image).toEqual(emptyValue('image'));
    expect(same).toBe(plain);
    expect(completeValue({ type: 'toString' })).toEqual({ type: 'toString' });
    expect(completeValue('text')).toBe('text');
  });
});

describe('isEmptyAsset', () => {
  it.each([
    [emptyValue('image'), true],
    [{ type: 'image', uri: 'https://example.org/a.png' }, false],
    [{ type: 'image', uri: '', asset_id: 'a1' }, false],
    [{ type: 'image', uri: '', data: 'AAAA' }, false],
    [null, true],
  ])('%j: %s', (value, isEmpty) => {
    expect(isEmptyAsset(value)).toBe(isEmpty);
  });
});
