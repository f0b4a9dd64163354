import type { Scenario } from '../scenario.js';
import { fleets } from './fleets.js';
import { hubKills } from './hub-kills.js';
import { hubs } from './hubs.js';
import { links } from './links.js';
import { nodes } from './nodes.js';
import { strangers } from './strangers.js';

/** Every scenario, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [...hubKills, ...hubs, ...nodes, ...links, ...strangers, ...fleets];
