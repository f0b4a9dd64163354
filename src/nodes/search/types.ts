import type { NodeType } from '../../engine/node-type.js';
import { defineNodeType } from '../../engine/node-type.js';
import * as engines from './engines.js';
import * as googleMore from './google-more.js';
import * as google from './google.js';
import * as people from './people.js';
import * as shops from './shops.js';
import * as travel from './travel.js';

/** What NodeTool builds its searches on; its catalogue lists it among them. */
const Serp = defineNodeType({
  type: 'search._base.Serp',
  title: 'Search Base',
  description: 'The common base of the searches; it searches nothing itself.',
  tags: ['search'],
  exposeAsTool: true,
  unavailable: 'it is only what the other types of search are built on: use one of them',
  process: () => {
    throw new Error('search._base.Serp searches nothing itself: use one of the other types of search');
  },
});

/** Node types of `search.*`: they ask all engines through SerpAPI. */
export const searchTypes: readonly NodeType[] = [
  Serp,
  ...[engines, google, googleMore, people, shops, travel].flatMap((group) => Object.values(group)),
];
