/** Why a link ended for good: the hub does not want this node, or this node as it is configured. */
export class GatewayLinkError extends Error {
  /** WebSocket close code that ended the link, if it was one. */
  readonly closeCode: number | null;
  /** HTTP status that refused the upgrade, if it was one. */
  readonly httpStatus: number | null;

  constructor(
    message: string,
    { closeCode = null, httpStatus = null }: { closeCode?: number | null; httpStatus?: number | null },
  ) {
    super(message);
    this.name = 'GatewayLinkError';
    this.closeCode = closeCode;
    this.httpStatus = httpStatus;
  }
}
