import { randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { openSecret, sealSecret, secretKeyOf } from './secret-box.js';

const key = secretKeyOf(randomBytes(32));
const place = { userId: '1', name: 'OPENAI_API_KEY' };

describe('a sealed secret', () => {
  it.each(['sk-1', '', 'ключ 🔑', 'x'.repeat(10_000)])('opens with its key and place: %.10s', (value) => {
    expect(openSecret(sealSecret(value, place, key), place, key)).toBe(value);
  });

  it('looks different each time and holds nothing of the value', () => {
    const [one, two] = [sealSecret('sk-secret', place, key), sealSecret('sk-secret', place, key)];
    expect(one).not.toBe(two);
    expect(Buffer.from(one, 'base64').toString('latin1')).not.toContain('sk-secret');
  });

  it.each([
    ['another user', { ...place, userId: '2' }],
    ['another name', { ...place, name: 'GROQ_API_KEY' }],
    ['parts that join to the same text', { userId: '1","OPENAI', name: '_API_KEY' }],
  ])('stays closed for %s', (_case, other) => {
    expect(openSecret(sealSecret('sk-1', place, key), other, key)).toBeNull();
  });

  it('stays closed for another key', () => {
    expect(openSecret(sealSecret('sk-1', place, key), place, secretKeyOf(randomBytes(32)))).toBeNull();
  });

  it('stays closed when any byte was changed or cut off', () => {
    const sealed = Buffer.from(sealSecret('sk-1', place, key), 'base64');
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(openSecret(changed.toString('base64'), place, key)).toBeNull();
      expect(openSecret(sealed.toString('base64', 0, index), place, key)).toBeNull();
    }
  });
});

describe('the id of a key', () => {
  it('is the same for the same key, another for another, and no part of it', () => {
    const bytes = Buffer.alloc(32, 7);
    expect(secretKeyOf(bytes).id).toBe(secretKeyOf(Buffer.from(bytes)).id);
    expect(secretKeyOf(bytes).id).not.toBe(key.id);
    expect(bytes.toString('hex')).not.toContain(secretKeyOf(bytes).id);
  });
});
