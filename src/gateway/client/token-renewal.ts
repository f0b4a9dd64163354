import type { TokenRotated } from '../../protocol/hub-messages.js';
import type { LinkLogger, ResolvedOptions } from './client-options.js';
import type { LinkKeeper } from './link-keeper.js';
import type { OpenLink } from './open-link.js';

/** What a token's text may hold; anything else would not fit into a header or a line. */
const TOKEN_TEXT = /^[\x21-\x7e]{1,512}$/;

/** Takes a new text of the token from the hub: it is kept first, and only what is kept is used. */
export class TokenRenewal {
  private readonly logger: LinkLogger;

  constructor(
    private readonly options: Pick<ResolvedOptions, 'logger' | 'nodeId' | 'saveToken'>,
    private readonly keeper: LinkKeeper,
  ) {
    this.logger = options.logger;
  }

  /** Keeps the text and comes back with it; the work of the node goes on meanwhile. */
  async take({ token, old_valid_ms: oldValidMs }: TokenRotated, link: OpenLink): Promise<void> {
    const { nodeId, saveToken } = this.options;
    if (link.mode !== 'v1') return;
    const fields = { node_id: nodeId, old_valid_ms: oldValidMs };
    if (saveToken === null) {
      this.logger.warn(
        'the token was rotated and this node can not keep the new one: change it by hand in time',
        fields,
      );
      return;
    }
    try {
      if (!TOKEN_TEXT.test(token)) throw new Error('the hub sent a text that can not be a token');
      await saveToken(token);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn('the new token could not be kept: change it by hand in time', { ...fields, reason });
      return;
    }
    this.logger.info('the token was rotated, the new one is kept', fields);
    await this.keeper.renew();
  }
}
