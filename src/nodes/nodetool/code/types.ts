import type { NodeType } from '../../../engine/node-type.js';
import { elsewhereTypes } from './elsewhere.js';
import { ExecuteJavaScript, RunJavaScriptCommand } from './javascript.js';

/** The node types of `nodetool.code`. */
export const nodetoolCodeTypes: readonly NodeType[] = [ExecuteJavaScript, RunJavaScriptCommand, ...elsewhereTypes];
