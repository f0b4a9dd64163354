import { Module } from '@nestjs/common';

import { PairingRepository } from './pairing.repository.js';
import { Pairings } from './pairing.service.js';
import { PairingSettings } from './pairing-settings.js';
import { PairingsController } from './pairings.controller.js';

/** Pairing at a hub: machines get their tokens by a code that an operator approves. */
@Module({
  controllers: [PairingsController],
  providers: [PairingRepository, Pairings, { provide: PairingSettings, useFactory: () => new PairingSettings() }],
})
export class PairingModule {}
