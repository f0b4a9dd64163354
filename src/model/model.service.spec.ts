import { describe, expect, it } from '@jest/globals';

import { ModelService } from './model.service.js';

describe('ModelService', () => {
  it('offers nothing without a provider', async () => {
    expect(await new ModelService().listModels()).toEqual({ models: [], warnings: [] });
  });

  it('joins what the providers offer, and warns of those that fail or are silent', async () => {
    const models = new ModelService();
    const chat = { id: 'm1', name: 'One', type: 'language_model' };
    models.addProvider({ name: 'good', listModels: async () => Promise.resolve([chat]) });
    models.addProvider({ name: 'broken', listModels: async () => Promise.reject(new Error('connection refused')) });
    models.addProvider({ name: 'silent', listModels: async () => new Promise(() => undefined) });
    expect(await models.listModels(20)).toEqual({
      models: [{ ...chat, provider: 'good' }],
      warnings: [
        "Provider broken can't be reached: connection refused",
        "Provider silent can't be reached: no answer within 20 ms",
      ],
    });
  });

  it('refuses a second provider of the same name', () => {
    const models = new ModelService();
    const provider = { name: 'one', listModels: async () => Promise.resolve([]) };
    models.addProvider(provider);
    expect(() => models.addProvider(provider)).toThrow('one is set up twice');
    expect(models.providerNames()).toEqual(['one']);
  });
});
