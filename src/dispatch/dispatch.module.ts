import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import { CommandCatalogue } from './command-catalogue.js';
import { CommandRegistry } from './command-registry.js';
import { Dispatcher } from './dispatcher.js';
import { RemoteCommands } from './remote-commands.js';

/** The command dispatcher, available to every module. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [CommandRegistry, CommandCatalogue, Dispatcher, RemoteCommands],
  exports: [CommandCatalogue, Dispatcher, RemoteCommands],
})
export class DispatchModule {}
