import { describe, expect, it } from '@jest/globals';

import { tryNodeType } from '../try-node-type.js';
import { listedTypes } from './listed-types.js';

describe('listed types', () => {
  it.each(listedTypes.map((type) => [type.type, type] as const))('%s is described and says why', (_name, type) => {
    expect(type.unavailable).toMatch(/^[A-Z].{20,160}\.$/);
    expect(type.description).toMatch(/^[A-Z].{10,120}\.$/);
    expect(type.title).toMatch(/^[\w.\- ]{3,60}$/);
    expect(type.tags.length).toBeGreaterThan(1);
    expect(Object.keys(type.outputs).length + Number(type.isDynamic)).toBeGreaterThan(0);
  });

  it('fail with their reason when they are run all the same', async () => {
    const [type] = listedTypes;
    await expect(type && tryNodeType(type)).rejects.toThrow(type?.unavailable ?? 'no type is listed');
  });
});
