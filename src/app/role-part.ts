import type { INestApplication, ModuleMetadata } from '@nestjs/common';

import type { AppConfig } from '../config/app-config.js';
import type { LocalAddresses } from './addresses.js';

/** What a part gets to start with. */
export interface StartContext {
  readonly app: INestApplication;
  readonly config: AppConfig;
  /** Where a node in this process joins, when it is not the hub's public address. */
  readonly addresses: LocalAddresses;
  /** Ends the process: the part can't do its work any more, and only its user can mend that. */
  readonly giveUp: (reason: Error) => void;
}

/** What a role adds to the parts that every process has; role `all` is made of two. */
export interface RolePart {
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Called before the application initialises. */
  prepare(app: INestApplication): void;
  /** Called when the server listens. */
  start(context: StartContext): Promise<void>;
  /** Called when the process is told to stop, before anything is closed: takes no new work and ends what it can within the grace. */
  drain(app: INestApplication, graceMs: number): Promise<void>;
}
