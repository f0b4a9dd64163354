import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

import type { INestApplication } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { WebSocketServer } from 'ws';

import { MAX_FRAME_BYTES } from '../../protocol/limits.js';
import { chooseSubprotocol } from '../../protocol/negotiate.js';
import { SocketAdmission } from './socket-admission.service.js';
import { writeRefusal } from './upgrade-request.js';

/**
 * Up to this size `ws` reads a frame before it closes the socket; what lies between this and the protocol's limit is
 * answered with an error and the session stays.
 */
const MAX_PAYLOAD_BYTES = 2 * MAX_FRAME_BYTES;

/**
 * Nest's `ws` adapter with an upgrade of its own: token and path are checked first, and the frames are left to whoever
 * takes the connection. Set it with `app.useWebSocketAdapter` before the application initialises.
 */
export class HubSocketAdapter extends WsAdapter {
  private readonly log = new Logger(HubSocketAdapter.name);
  private readonly server: Server;
  private onUpgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | null = null;

  constructor(private readonly app: INestApplication) {
    super(app);
    this.server = app.getHttpServer() as Server; // Fastify is created without HTTP/2
  }

  override create(): WebSocketServer {
    const sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: MAX_PAYLOAD_BYTES,
      perMessageDeflate: false,
      // A text frame that isn't UTF-8 is answered with an error like other bad frames; `ws` would close the socket.
      skipUTF8Validation: true,
      handleProtocols: (offered) => chooseSubprotocol(offered)?.name ?? false,
    });
    this.onUpgrade = (request, socket, head) => {
      const onError = (): void => void socket.destroy();
      socket.on('error', onError);
      this.admit(sockets, request, socket, head, onError).catch((error: unknown) => {
        this.log.error('socket admission failed', error);
        socket.destroy();
      });
    };
    this.server.on('upgrade', this.onUpgrade);
    return sockets;
  }

  /** Frames go from the socket to the router, without a pipeline for each. */
  override bindMessageHandlers(): void {}

  override close(sockets: WebSocketServer): Promise<void> {
    if (this.onUpgrade) this.server.off('upgrade', this.onUpgrade);
    return new Promise((resolve) => {
      sockets.close(() => {
        resolve();
      });
    });
  }

  private async admit(
    sockets: WebSocketServer,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    onError: () => void,
  ): Promise<void> {
    const admission = await this.app.get(SocketAdmission, { strict: false }).admit(request);
    if (socket.destroyed) return;
    if (admission.kind === 'refused') {
      // Without this a peer that never closes its side would keep the socket open for ever.
      socket.once('finish', () => socket.destroy());
      socket.end(writeRefusal(admission.refusal));
      return;
    }
    socket.off('error', onError);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      sockets.emit('connection', webSocket, request, admission.principal);
    });
  }
}
