import { Module } from '@nestjs/common';

import { TriggerModule } from '../../workflow/trigger/trigger.module.js';
import { WebhookController } from './webhook.controller.js';

/** Where requests from outside begin workflows. */
@Module({ imports: [TriggerModule], controllers: [WebhookController] })
export class WebhookRestModule {}
