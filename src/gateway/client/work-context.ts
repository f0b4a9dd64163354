import type { LinkLogger } from './client-options.js';
import type { FinalAnswers } from './final-answers.js';
import type { LinkHandlers } from './link-handlers.js';
import type { OpenLink } from './open-link.js';

/** What the work on a request needs from its surroundings. */
export interface WorkContext {
  readonly handlers: LinkHandlers;
  readonly answers: FinalAnswers;
  readonly logger: LinkLogger;
  /** The connection, when there is one over which work may be reported. */
  readonly link: () => OpenLink | null;
  readonly isDraining: () => boolean;
}
