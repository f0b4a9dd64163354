import { Module } from '@nestjs/common';

import { INFERENCE_PROVIDERS } from './inference/inference.providers.js';
import { InferenceService } from './inference/inference.service.js';
import { UsageService } from './inference/usage/usage.service.js';
import { ModelCommands } from './model.commands.js';
import { ModelService } from './model.service.js';
import { ProviderDirectory } from './provider-settings.js';
import { ConfiguredProviders } from './providers/configured-providers.service.js';
import { SecretKeyStore } from './secrets/secret-key.store.js';
import { SecretCommands } from './secrets/secret.commands.js';
import { SecretRepository } from './secrets/secret.repository.js';
import { SecretService } from './secrets/secret.service.js';

/** Providers of models, what they offer, the secrets with which they are reached, and the way to ask their models. */
@Module({
  providers: [
    SecretKeyStore,
    SecretRepository,
    SecretService,
    ConfiguredProviders,
    { provide: ProviderDirectory, useExisting: ConfiguredProviders },
    ModelService,
    ModelCommands,
    SecretCommands,
    ...INFERENCE_PROVIDERS,
  ],
  exports: [ModelService, ProviderDirectory, InferenceService, UsageService, SecretService],
})
export class ModelModule {}
