import { DEFAULT_USER_ID } from './caller.js';
import { TextField } from './fields.js';

/** Arguments of a command that is about one user's rows. */
export abstract class UserArgs {
  @TextField({ optional: true, max: 256, description: 'Whose rows the command is about.' })
  readonly user_id: string = DEFAULT_USER_ID;
}
