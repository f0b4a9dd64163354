import type { AuditEntry } from './audit-entry.js';

/** Different refusals that are told apart between two rounds; the others are counted together. */
const MAX_KINDS = 1000;

const OTHERS: AuditEntry = { actor: 'anonymous', action: 'other refusals', door: 'rest', outcome: 'REFUSED' };

/**
 * Counts refusals that repeat, so that somebody who knocks without end fills no table: the first of a kind is a record at once,
 * those after it become one record per round.
 */
export class RefusalTally {
  private counts = new Map<string, { readonly entry: AuditEntry; count: number }>();

  /** Takes a refusal; tells whether it is the first of its kind in this round. */
  add(entry: AuditEntry): boolean {
    const key = [entry.actor, entry.action, entry.address, entry.outcome, entry.door].join('\0');
    const known = this.counts.get(key);
    if (known) {
      known.count += 1;
      return false;
    }
    if (this.counts.size < MAX_KINDS) {
      this.counts.set(key, { entry, count: 0 });
      return true;
    }
    const others = this.counts.get('') ?? { entry: OTHERS, count: 0 };
    others.count += 1;
    this.counts.set('', others);
    return false;
  }

  /** Ends a round: gives what was counted in it beyond the first of each kind. */
  take(): AuditEntry[] {
    const counted = [...this.counts.values()].filter(({ count }) => count > 0);
    this.counts = new Map();
    return counted.map(({ entry, count }) => ({ ...entry, target: null, count }));
  }
}
