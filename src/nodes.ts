/** Public entry of the package: what a package of node types is written with. */
export type { Resumption, SuspendOptions } from './engine/checkpoint/suspension.js';
export { Failure } from './engine/failure.js';
export type { RetryRule } from './engine/firing-rules.js';
export { TransientError } from './engine/firing-rules.js';
export type { InputStream, StreamStep } from './engine/input-stream.js';
export type { NodePost } from './engine/engine-update.js';
export type {
  AssetListFilter,
  AssetReference,
  HeldMedia,
  ListedAsset,
  MediaReference,
  NewAsset,
  NodeAssets,
} from './engine/services/node-assets.js';
export type { HttpRequest, NodeHttp } from './engine/services/node-http.js';
export type { NodeModels } from './engine/services/node-models.js';
export type { ControlledNode, NodeRuns } from './engine/services/node-runs.js';
export type { NodeSecrets } from './engine/services/node-secrets.js';
export type { NodeServices } from './engine/services/node-services.js';
export type { NodeWorkspace } from './engine/services/node-workspace.js';
export type { LogSeverity } from './engine/log-severity.js';
export type { NodeContext } from './engine/node-context.js';
export type { Inputs, InputsOf, NodeType, Outputs, ProcessResult } from './engine/node-type.js';
export { defineNodeType } from './engine/node-type.js';
export type { Property } from './engine/property.js';
export { any, bool, choice, dict, float, int, list, number, of, str } from './engine/property.js';
export type { Trial, TrialOptions } from './nodes/try-node-type.js';
export { tryNodeType } from './nodes/try-node-type.js';
