/** Where a node's side of the connection stands. `closed` is the end. */
export const LinkState = {
  idle: 'idle',
  connecting: 'connecting',
  registering: 'registering',
  ready: 'ready',
  draining: 'draining',
  waiting: 'waiting',
  closed: 'closed',
} as const;
export type LinkState = (typeof LinkState)[keyof typeof LinkState];

/**
 * What happens to a link: someone asks for a connection (`connect`), the socket is open (`opened`), the hub took the
 * registration (`registered`), one side announced its end (`drain`) or took that back (`resume`), the socket is gone (`lost`), the pause is over
 * (`retry`), someone wants no connection for now (`disconnect`), the hub wants this node never again (`refused`), or
 * the client ends (`close`).
 */
export type LinkEvent =
  'connect' | 'opened' | 'registered' | 'drain' | 'resume' | 'lost' | 'retry' | 'disconnect' | 'refused' | 'close';

/** What each state does with the events that it knows; every other event leaves it as it is. */
const TRANSITIONS: Readonly<Record<LinkState, Readonly<Partial<Record<LinkEvent, LinkState>>>>> = {
  idle: { connect: 'connecting', close: 'closed' },
  connecting: { opened: 'registering', lost: 'waiting', disconnect: 'idle', refused: 'closed', close: 'closed' },
  registering: { registered: 'ready', lost: 'waiting', disconnect: 'idle', refused: 'closed', close: 'closed' },
  ready: { drain: 'draining', lost: 'waiting', disconnect: 'idle', refused: 'closed', close: 'closed' },
  draining: { resume: 'ready', lost: 'waiting', disconnect: 'idle', refused: 'closed', close: 'closed' },
  waiting: { retry: 'connecting', connect: 'connecting', disconnect: 'idle', close: 'closed' },
  closed: {},
};

/** The state that follows. An event that does not fit changes nothing, so that late news of an old socket is harmless. */
export const nextLinkState = (state: LinkState, event: LinkEvent): LinkState => TRANSITIONS[state][event] ?? state;
