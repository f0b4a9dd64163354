import { Injectable } from '@nestjs/common';

/** Names of the secrets that a graph needs and a user has; null when it needs none. */
export type FindSecretNames = (graph: unknown, userId: string) => Promise<readonly string[] | null>;

/** Tells which secrets of a user a graph finds in this process. A hub keeps none: its nodes look when they run the graph. */
@Injectable()
export class GraphSecrets {
  private findNames: FindSecretNames | null = null;

  /** Lets the part of this process answer that knows secrets. */
  use(find: FindSecretNames): void {
    this.findNames = find;
  }

  /** @returns null when there is nothing to check */
  async namesFor(graph: unknown, userId: string): Promise<readonly string[] | null> {
    return (await this.findNames?.(graph, userId)) ?? null;
  }
}
