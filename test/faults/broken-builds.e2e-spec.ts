import { describe, expect, it } from '@jest/globals';

import { BROKEN_BUILDS, tryBroken } from './broken-builds.js';

/** One build stands for all; `npm run test:faults -- --broken all` tries each. */
const QUICK = 'acknowledge-before-commit';

describe('the harness', () => {
  it.each(BROKEN_BUILDS.filter(({ name }) => name === QUICK))(
    'notices a build with $name',
    async (build) => {
      const { violation } = await tryBroken(build, '1');
      expect(violation).toMatch(build.sign);
    },
    300_000,
  );
});
