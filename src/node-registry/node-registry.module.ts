import { Module } from '@nestjs/common';

import { AppConfig } from '../config/app-config.js';
import { Catalogue } from '../engine/catalogue.js';
import { Machine } from './machine.js';
import { findPrograms } from './machine-programs.js';
import { openCatalogue } from './open-catalogue.js';
import { NodeRegistryCommands } from './node-registry.commands.js';
import { NodeRegistryService } from './node-registry.service.js';

/** The catalogue of node types. */
@Module({
  providers: [
    {
      provide: Catalogue,
      inject: [AppConfig],
      useFactory: ({ nodePackages }: AppConfig) => openCatalogue(nodePackages),
    },
    {
      provide: Machine,
      inject: [AppConfig],
      useFactory: ({ role, ffmpegPath, ffprobePath }: AppConfig) =>
        new Machine(
          findPrograms({ ffmpeg: ffmpegPath, ffprobe: ffprobePath }, process.env['PATH'] ?? ''),
          role !== 'hub',
        ),
    },
    NodeRegistryService,
    NodeRegistryCommands,
  ],
  exports: [NodeRegistryService, Machine],
})
export class NodeRegistryModule {}
