import { describe, expect, it } from '@jest/globals';

import { chooseSubprotocol } from './negotiate.js';

describe('chooseSubprotocol', () => {
  it('follows the order of the node', () => {
    expect(chooseSubprotocol(['openclaw.v1.msgpack', 'openclaw.v1.json'])).toEqual({
      name: 'openclaw.v1.msgpack',
      encoding: 'msgpack',
    });
    expect(chooseSubprotocol(['openclaw.v1.json', 'openclaw.v1.msgpack'])).toEqual({
      name: 'openclaw.v1.json',
      encoding: 'json',
    });
  });

  it('passes over names of other versions', () => {
    expect(chooseSubprotocol(new Set(['openclaw.v9.cbor', 'openclaw.v1.json']))?.encoding).toBe('json');
  });

  it('answers null when nothing is known, so that the seed protocol is spoken', () => {
    expect(chooseSubprotocol([])).toBeNull();
    expect(chooseSubprotocol(['graphql-ws'])).toBeNull();
  });
});
