import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { str } from '../../../engine/property.js';

const REASON =
  'a secret that travels along an edge would be written to checkpoints, results and updates; node types that need one read it by its name';

/** `lib.secret.GetSecret`: listed, so that graphs that hold it can be read and explained. */
export const GetSecret = defineNodeType({
  type: 'lib.secret.GetSecret',
  title: 'Get Secret',
  description: 'Would hand on a secret of the user as a text.',
  tags: ['secret', 'key', 'password'],
  properties: {
    name: str('', { description: 'Name of the secret.' }),
    default: str('', { description: 'Text for a secret that is not there.' }),
  },
  outputs: { output: 'str?' },
  unavailable: REASON,
  isPure: false,
  process: () => {
    throw new Error(REASON);
  },
});

/** Node types of `lib.secret`. */
export const libSecretTypes: readonly NodeType[] = [GetSecret];
