import { Injectable, Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';

const NAME = 'link-heartbeat';
/** A beat that comes later than this share of its interval counts the beats in between as missed. */
const LATE_SHARE = 1.5;

/** Beats at a regular interval. A beat can't overlap itself; those that a blocked process missed are counted. */
@Injectable()
export class HeartbeatService {
  private readonly logger = new Logger(HeartbeatService.name);
  private missed = 0;
  private isBeating = false;

  constructor(private readonly scheduler: SchedulerRegistry) {}

  /** Beats that never happened since the process began. */
  get missedCount(): number {
    return this.missed;
  }

  /** Beats every `intervalMs` milliseconds from now on, in place of any earlier beat. */
  start(intervalMs: number, beat: () => unknown): void {
    this.stop();
    let lastAt = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      if (now - lastAt > intervalMs * LATE_SHARE) this.countMissed(Math.round((now - lastAt) / intervalMs) - 1);
      lastAt = now;
      void this.beatOnce(beat);
    }, intervalMs);
    this.scheduler.addInterval(NAME, timer);
  }

  stop(): void {
    if (this.scheduler.doesExist('interval', NAME)) this.scheduler.deleteInterval(NAME);
  }

  private async beatOnce(beat: () => unknown): Promise<void> {
    if (this.isBeating) return this.countMissed(1);
    this.isBeating = true;
    try {
      await beat();
    } catch (error) {
      this.logger.error('heartbeat failed', { error: String(error) });
    } finally {
      this.isBeating = false;
    }
  }

  private countMissed(count: number): void {
    this.missed += Math.max(1, count);
    this.logger.warn('heartbeats missed', { missed: this.missed });
  }
}
