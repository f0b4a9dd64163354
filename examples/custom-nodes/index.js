// @ts-check
import { CompoundInterest } from './compound-interest.js';
import { SlidingWindow } from './sliding-window.js';

/** Every node type of this package; a node that names the package in NODE_PACKAGES offers them. */
export const nodeTypes = [CompoundInterest, SlidingWindow];
