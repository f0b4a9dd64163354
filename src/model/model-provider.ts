/** A model that a provider offers. */
export interface OfferedModel {
  readonly id: string;
  readonly name: string;
  /** NodeTool's kind, for example `language_model`. */
  readonly type: string;
}

/** Somebody who offers models. */
export interface ModelProvider {
  /** NodeTool's name of the provider, for example `ollama`. */
  readonly name: string;
  /** Lists what is offered right now; may fail when the provider can't be reached. */
  listModels(signal: AbortSignal): Promise<readonly OfferedModel[]>;
}
