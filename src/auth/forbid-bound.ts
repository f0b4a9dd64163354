import { ProtocolError } from '../protocol/protocol-error.js';
import type { Principal } from './auth.contract.js';

/** Whoever acts for some users only must not make a token for the others. */
export const forbidBound = ({ userIds }: Principal): void => {
  if (userIds !== null) throw new ProtocolError('FORBIDDEN', 'A token that is bound to users may not manage tokens');
};
