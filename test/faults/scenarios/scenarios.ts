import type { Scenario } from '../scenario.js';
import { hubKills } from './hub-kills.js';

/** Every scenario, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [...hubKills];
