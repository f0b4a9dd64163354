import type { IncomingMessage } from 'node:http';

import type { OnGatewayConnection } from '@nestjs/websockets';
import { WebSocketGateway } from '@nestjs/websockets';
import type { WebSocket } from 'ws';

import { TurnCork } from '../../common/turn-cork.js';
import type { Principal } from '../../auth/auth.contract.js';
import { ClientAddress } from '../../network/client-address.service.js';
import { SessionsService } from '../session/sessions.service.js';

/** The socket server that nodes dial: `HubSocketAdapter` admits them, a session takes each over. */
@WebSocketGateway()
export class NodeSocketGateway implements OnGatewayConnection {
  constructor(
    private readonly sessions: SessionsService,
    private readonly addresses: ClientAddress,
  ) {}

  /** Nest hands on what the adapter emitted with the connection. */
  handleConnection(socket: WebSocket, request: IncomingMessage, principal?: Principal): void {
    if (principal) this.sessions.open(socket, new TurnCork(request.socket), principal, this.addresses.of(request));
    else socket.terminate();
  }
}
