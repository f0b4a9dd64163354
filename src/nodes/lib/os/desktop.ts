import { defineNodeType } from '../../../engine/node-type.js';
import { int, str } from '../../../engine/property.js';

const NO_DESKTOP = 'a server has no desktop';
const nothing = (): undefined => undefined;

/** Gives the folder that the workflow may read and write. */
export const WorkspaceDirectory = defineNodeType({
  type: 'lib.os.WorkspaceDirectory',
  title: 'Workspace Directory',
  description: 'Gives the path of the folder in which the workflow reads and writes files.',
  tags: ['workspace', 'folder', 'path'],
  outputs: { output: 'str' },
  isPure: false,
  isRetrySafe: true,
  process: async (_inputs, context) => ({ output: await context.workspace.root() }),
});

/** Would open the workspace in a file manager. */
export const OpenWorkspaceDirectory = defineNodeType({
  type: 'lib.os.OpenWorkspaceDirectory',
  title: 'Open Workspace Directory',
  description: 'Opens the folder of the workspace in a file manager.',
  tags: ['workspace', 'folder', 'open'],
  outputs: { output: 'none' },
  isPure: false,
  unavailable: `It opens a file manager, and ${NO_DESKTOP}.`,
  process: nothing,
});

/** Would show a notification on the desktop. */
export const ShowNotification = defineNodeType({
  type: 'lib.os.ShowNotification',
  title: 'Show Notification',
  description: 'Shows a notification on the desktop.',
  tags: ['notification', 'desktop', 'alert'],
  properties: {
    title: str('', { description: 'Its headline.' }),
    message: str('', { description: 'Its text.' }),
    timeout: int(10, { description: 'Seconds for which it stays.' }),
  },
  outputs: { output: 'none' },
  isPure: false,
  unavailable: `It shows a notification to whoever sits at the machine, and ${NO_DESKTOP}.`,
  process: nothing,
});
