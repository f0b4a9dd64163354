import { Global, Module } from '@nestjs/common';

import { ClientAddress } from './client-address.service.js';
import { Entrance } from './entrance.service.js';
import { ListenerTable } from './listener-table.js';
import { RequestLimits } from './request-limits.service.js';
import { StreamSlots } from './stream-slots.service.js';

const PARTS = [ClientAddress, Entrance, ListenerTable, StreamSlots];

/** Who may come in, from where, and how often. */
@Global()
@Module({ providers: [...PARTS, RequestLimits], exports: PARTS })
export class NetworkModule {}
