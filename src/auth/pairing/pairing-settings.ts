/** Times and limits of pairing; every field can be replaced in one place. Milliseconds unless the name says otherwise. */
export class PairingSettings {
  /** How long a code is good, and how long an approved token waits to be collected. */
  readonly lifetimeMs: number = 600_000;
  /** Pause between two questions of a machine; one that asks sooner is refused. */
  readonly pollMs: number = 3_000;
  /** Machines that may wait at one time, in all and at one address. */
  readonly maxPending: number = 50;
  readonly maxPendingPerAddress: number = 5;
  /** Requests that one address may begin within the window, whatever becomes of them. */
  readonly maxStarts: number = 10;
  readonly startWindowMs: number = 60_000;
  /** Wrong codes and secrets that one address may try within the window. */
  readonly maxMisses: number = 20;

  constructor(overrides: Partial<PairingSettings> = {}) {
    Object.assign(this, overrides);
  }
}
