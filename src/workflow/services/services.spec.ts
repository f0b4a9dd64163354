import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { openAppDatabase } from '../../../test/support/database.js';
import { testConfig } from '../../../test/support/rest-app.js';
import { readProviderVariables } from '../../config/provider-variables.js';
import type { TestDatabase } from '../../database/testing.js';
import { Catalogue } from '../../engine/catalogue.js';
import { defineNodeType } from '../../engine/node-type.js';
import { SecretKeyStore } from '../../model/secrets/secret-key.store.js';
import { SecretRepository } from '../../model/secrets/secret.repository.js';
import { SecretService } from '../../model/secrets/secret.service.js';
import { NodeRegistryService } from '../../node-registry/node-registry.service.js';
import { UserSecrets } from './user-secrets.service.js';
import { workspaceFolder } from './workspace-folders.service.js';

const Keyed = defineNodeType({
  type: 't.Keyed',
  title: 'Keyed',
  description: '',
  requiredSettings: ['SERVICES_SPEC_KEY'],
  optionalSettings: ['SERVICES_SPEC_WISH'],
  process: () => null,
});

describe('the secrets of a graph', () => {
  let db: TestDatabase;
  let secrets: SecretService;
  let ofUsers: UserSecrets;

  beforeEach(async () => {
    db = await openAppDatabase();
    const env: Readonly<Record<string, string>> = { OPENAI_API_KEY: 'sk-machine', OPENAI_BASE_URL: 'http://ai.lan/v1' };
    const config = testConfig({ providerVariables: readProviderVariables({}, (name) => env[name]) });
    secrets = new SecretService(new SecretRepository(db.database), new SecretKeyStore(config));
    ofUsers = new UserSecrets(config, secrets, new NodeRegistryService(new Catalogue([Keyed])));
    process.env['SERVICES_SPEC_KEY'] = 'of the environment';
    process.env['SERVICES_SPEC_WISH'] = 'if it is there';
    process.env['SERVICES_SPEC_OTHER'] = 'of nobody';
  });

  afterEach(async () => {
    delete process.env['SERVICES_SPEC_KEY'];
    delete process.env['SERVICES_SPEC_WISH'];
    delete process.env['SERVICES_SPEC_OTHER'];
    await db.close();
  });

  it("are the user's own, of any name", async () => {
    await secrets.set('ann', 'MY_OWN', 'mine');
    expect(await ofUsers.find('ann', 'MY_OWN')).toBe('mine');
    expect(await ofUsers.find('bob', 'MY_OWN')).toBeNull();
  });

  it("are for the machine's user also declared keys of its environment, and nothing else of it", async () => {
    expect(await ofUsers.find('1', 'OPENAI_API_KEY')).toBe('sk-machine');
    expect(await ofUsers.find('1', 'SERVICES_SPEC_KEY')).toBe('of the environment');
    expect(await ofUsers.find('1', 'SERVICES_SPEC_WISH')).toBe('if it is there');
    for (const name of ['SERVICES_SPEC_OTHER', 'PATH', 'OPENAI_BASE_URL', 'HUB_OPERATOR_TOKEN', '__proto__']) {
      expect([name, await ofUsers.find('1', name)]).toEqual([name, null]);
    }
  });

  it("are never the machine's for another user", async () => {
    expect(await ofUsers.find('ann', 'OPENAI_API_KEY')).toBeNull();
    expect(await ofUsers.present('ann', ['OPENAI_API_KEY', 'SERVICES_SPEC_KEY'])).toEqual([]);
    await secrets.set('ann', 'OPENAI_API_KEY', 'own');
    expect(await ofUsers.present('ann', ['OPENAI_API_KEY', 'SERVICES_SPEC_KEY'])).toEqual(['OPENAI_API_KEY']);
    expect(await ofUsers.find('1', 'OPENAI_API_KEY')).toBe('sk-machine');
  });
});

describe('the folder of a workspace', () => {
  const pattern = '/data/{user}/{workspace}';

  it('keeps plain names readable', () => {
    expect(workspaceFolder(pattern, '1', '019a8f0c-6f7b_x')).toBe('/data/1/019a8f0c-6f7b_x');
    expect(workspaceFolder('/all', '1', 'x')).toBe('/all');
  });

  it('is for each user and workspace another one, also where letter case counts for nothing, and never elsewhere', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '.', '..', '../x', 'A', 'a', '%41', '{workspace}', '$&'),
    );
    fc.assert(
      fc.property(name, name, name, name, (user, workspace, otherUser, otherWorkspace) => {
        const one = workspaceFolder(pattern, user, workspace);
        expect(one).toMatch(/^\/data\/[a-z0-9_%-]+\/[a-z0-9_%-]+$/);
        const isSame = textOf(user) === textOf(otherUser) && textOf(workspace) === textOf(otherWorkspace);
        const other = workspaceFolder(pattern, otherUser, otherWorkspace);
        expect(one.toLowerCase() === other.toLowerCase()).toBe(isSame);
      }),
    );
  });
});

/** Half characters have no form of their own in a file name. */
const textOf = (name: string): string => Buffer.from(name).toString();
