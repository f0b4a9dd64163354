/** Listeners by name; a listener that throws harms nobody else. */
export class LinkEmitter<Events extends object> {
  private readonly listeners = new Map<PropertyKey, Set<(payload: never) => unknown>>();

  constructor(private readonly onFault: (name: string, error: unknown) => void) {}

  /** Adds a listener; the answer removes it. */
  on<K extends keyof Events>(name: K, listener: (payload: Events[K]) => unknown): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Calls every listener of a name. */
  emit<K extends keyof Events>(name: K, payload: Events[K]): void {
    for (const listener of this.listeners.get(name) ?? []) {
      void this.call(String(name), () => listener(payload as never));
    }
  }

  /** Tells whether anybody listens. */
  has(name: keyof Events): boolean {
    return (this.listeners.get(name)?.size ?? 0) > 0;
  }

  private async call(name: string, listener: () => unknown): Promise<void> {
    try {
      await listener();
    } catch (error) {
      this.onFault(name, error);
    }
  }
}
