import { SUBPROTOCOLS } from './limits.js';

/** How frames of a connection are written. */
export type Encoding = 'json' | 'msgpack';

/** A subprotocol that both sides know. */
export interface AgreedSubprotocol {
  /** Name as in `Sec-WebSocket-Protocol`. */
  readonly name: string;
  readonly encoding: Encoding;
}

/**
 * Picks the subprotocol of a connection: the first of the node's list that is known here.
 *
 * @returns null when there is none: the connection then speaks the seed protocol in JSON
 */
export const chooseSubprotocol = (offered: Iterable<string>): AgreedSubprotocol | null => {
  for (const name of offered) {
    const encoding = encodingOf(name);
    if (encoding !== null) {
      return { name, encoding };
    }
  }
  return null;
};

/** Encoding that belongs to a subprotocol's name, or null when the name is not known. */
export const encodingOf = (subprotocol: string): Encoding | null => {
  if (subprotocol === SUBPROTOCOLS.msgpack) {
    return 'msgpack';
  }
  return subprotocol === SUBPROTOCOLS.json ? 'json' : null;
};
