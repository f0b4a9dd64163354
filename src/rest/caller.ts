import type { Principal } from '../auth/auth.contract.js';
import type { Caller } from '../dispatch/caller.js';

/** On whose behalf a command runs that came over REST. */
export const restCaller = ({ userIds, scopes }: Principal): Caller => ({ door: 'rest', userIds, scopes });
