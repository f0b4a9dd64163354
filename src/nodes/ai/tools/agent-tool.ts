import type { ChatTool } from '../../../engine/services/node-models.js';

/** Something that an agent may do, and what it says of it to the model. */
export interface AgentTool {
  readonly definition: ChatTool;
  /**
   * Does it, with arguments that fit the definition's schema.
   *
   * @throws Error whose text tells the model what to do otherwise
   */
  run(args: Readonly<Record<string, unknown>>): Promise<unknown>;
}
