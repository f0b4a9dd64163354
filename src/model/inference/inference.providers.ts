import type { Provider } from '@nestjs/common';

import { AppConfig } from '../../config/app-config.js';
import { CallDesk } from './call-desk.js';
import { InferenceSettings } from './inference-settings.js';
import { InferenceService } from './inference.service.js';
import { PriceList } from './usage/price-list.js';
import { UsageRetention } from './usage/usage-retention.service.js';
import { UsageService } from './usage/usage.service.js';

/** What asks models and counts it, for the module that knows the providers. */
export const INFERENCE_PROVIDERS: Provider[] = [
  {
    provide: InferenceSettings,
    inject: [AppConfig],
    useFactory: ({ modelConcurrency }: AppConfig): InferenceSettings =>
      Object.assign(new InferenceSettings(), { maxConcurrent: modelConcurrency }),
  },
  PriceList,
  UsageService,
  UsageRetention,
  CallDesk,
  InferenceService,
];
