import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import { CommandRegistry } from './command-registry.js';
import { Dispatcher } from './dispatcher.js';

/** The command dispatcher, available to every module. */
@Global()
@Module({ imports: [DiscoveryModule], providers: [CommandRegistry, Dispatcher], exports: [Dispatcher] })
export class DispatchModule {}
