import { TokenRow } from './token.entity.js';
import { hashToken } from './token-text.js';

/** Makes the row of a token that is given out now. */
export const newTokenRow = (
  tokenId: string,
  facts: Pick<TokenRow, 'kind' | 'name' | 'userIds' | 'scopes' | 'nodeId' | 'expiresAt'>,
  text: string,
): TokenRow => {
  const { kind, name, userIds, scopes, nodeId, expiresAt } = facts;
  const kept = { kind, name, userIds, scopes, nodeId, expiresAt };
  return Object.assign(new TokenRow(), kept, { tokenId, hash: hashToken(text), createdAt: Date.now() });
};
