import type { AssetListFilter, AssetReference, ListedAsset } from '../../engine/services/node-assets.js';
import type { NodeCollections } from '../../engine/services/node-collections.js';
import type { NodeModels } from '../../engine/services/node-models.js';
import type { NodeSecrets } from '../../engine/services/node-secrets.js';
import type { NodeWorkflows } from '../../engine/services/node-workflows.js';

/** The place of a content: an asset by its id, or anything that a reference names. */
export interface ContentPlace {
  readonly uri: string;
  readonly assetId: string | null;
}

/** A file that a run has made in the job's folder, to be kept. */
export interface MadeFile {
  /** Its name in the job's folder. */
  readonly file: string;
  readonly name: string;
  readonly type: string;
  readonly contentType: string | null;
  /** Null for the user's own. */
  readonly folderId: string | null;
}

/** Bytes of a job: they change hands as files of the job's folder, never in messages. */
export interface RunFiles {
  /** Puts what a place names into the job's folder, and gives the path. */
  open(place: ContentPlace): Promise<string>;
  /** Makes an asset of a file and takes the file away. */
  keep(file: MadeFile): Promise<AssetReference>;
  /** Lists what lies in the folder of assets that a place names. */
  list(folder: ContentPlace, filter: AssetListFilter): AsyncIterable<ListedAsset>;
}

/** The folder in which a workflow works on this machine. */
export interface RunFolders {
  /** Absolute path of a folder, which needn't exist. */
  workspace(): Promise<string>;
}

/** What the owner of a run does for it, because a thread has no database, no keys and no models. */
export interface RunServices {
  readonly files: RunFiles;
  readonly folders: RunFolders;
  readonly models: NodeModels;
  readonly collections: NodeCollections;
  readonly secrets: NodeSecrets;
  readonly workflows: NodeWorkflows;
}

/** Makes a service for one call, which the signal ends. */
export type ServiceOpeners = {
  readonly [K in keyof RunServices]?: (signal: AbortSignal) => RunServices[K];
};

/** How each method answers: with one value, or with a stream of them. */
export const SERVICE_METHODS = {
  files: { open: 'value', keep: 'value', list: 'stream' },
  folders: { workspace: 'value' },
  models: {
    chat: 'stream',
    embed: 'value',
    generateImage: 'value',
    speak: 'value',
    transcribe: 'value',
    book: 'value',
  },
  collections: {
    list: 'value',
    get: 'value',
    ensure: 'value',
    upsert: 'value',
    documents: 'value',
    query: 'value',
    embed: 'value',
    remove: 'value',
  },
  secrets: { get: 'value' },
  workflows: { load: 'value' },
} as const satisfies { readonly [K in keyof RunServices]: Readonly<Record<keyof RunServices[K], 'value' | 'stream'>> };
