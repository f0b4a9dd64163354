/** Where the hub's side of a connection stands. */
export const SessionState = {
  /** authenticated, not yet registered */
  accepted: 'accepted',
  /** waits until it is clear whether the holder of its node_id still lives */
  contending: 'contending',
  registered: 'registered',
  /** registered, but silent for longer than expected */
  late: 'late',
  /** ended by silence */
  lost: 'lost',
  /** ended by a newer socket of the same instance */
  replaced: 'replaced',
  /** ended by the hub before or instead of a registration */
  refused: 'refused',
  /** ended by either side for another reason */
  closed: 'closed',
} as const;
export type SessionState = (typeof SessionState)[keyof typeof SessionState];

/** What can happen to a session. */
export type SessionEvent = 'contend' | 'register' | 'heard' | 'overdue' | 'silent' | 'replace' | 'refuse' | 'close';

const TRANSITIONS: Readonly<Record<SessionState, Partial<Readonly<Record<SessionEvent, SessionState>>>>> = {
  accepted: { contend: 'contending', register: 'registered', refuse: 'refused', close: 'closed' },
  contending: { register: 'registered', refuse: 'refused', close: 'closed' },
  registered: { overdue: 'late', silent: 'lost', replace: 'replaced', close: 'closed' },
  late: { heard: 'registered', silent: 'lost', replace: 'replaced', close: 'closed' },
  lost: {},
  replaced: {},
  refused: {},
  closed: {},
};

/** Gives the state after an event; an event that means nothing in a state leaves it as it is, and so does every one at the end. */
export const nextSessionState = (state: SessionState, event: SessionEvent): SessionState =>
  TRANSITIONS[state][event] ?? state;

/** Tells whether a session is over. */
export const isSessionOver = (state: SessionState): boolean => Object.keys(TRANSITIONS[state]).length === 0;

/** Tells whether a session has a registered node at its other end. */
export const isSessionLive = (state: SessionState): boolean => state === 'registered' || state === 'late';
