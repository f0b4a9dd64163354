/** Names bytes that are kept somewhere else: what a graph passes on of an image, a sound, a document. */
export interface AssetReference {
  /** Kind of the content for the graph: `image`, `audio`, `video`, `document`, `text`, … */
  readonly type: string;
  readonly uri: string;
  readonly asset_id: string;
  /** Media type. */
  readonly content_type: string;
  /** Bytes. */
  readonly size: number;
}

/** An asset as the list of its folder shows it. */
export interface ListedAsset extends AssetReference {
  readonly name: string;
}

/** Bytes that a graph node has made; large ones as a file, which is read and not taken away. */
export interface NewAsset {
  readonly content: { readonly bytes: Uint8Array } | { readonly path: string };
  readonly name: string;
  /** Asset id of the folder that takes it. Default: the user's own. */
  readonly folderId?: string;
  /** Kind of the reference. Default `document`. */
  readonly type?: string;
  /** Media type, where the graph node knows it. */
  readonly contentType?: string;
}

/** The way of graph nodes to bytes; the host of a run decides where these are and who may read which. */
export interface NodeAssets {
  /**
   * Reads what a reference names, wherever that is.
   *
   * @param maxBytes limit, because all of it is kept in memory. Default 64 MiB
   */
  read(reference: unknown, options?: { readonly maxBytes?: number }): Promise<Uint8Array>;
  /** Gives a local file with what a reference names, for reading, until the job ends: the way for large contents. */
  path(reference: unknown): Promise<string>;
  /** Keeps bytes beyond the job. */
  create(asset: NewAsset): Promise<AssetReference>;
  /**
   * Lends bytes to the graph nodes behind this one, for the time of the job: small ones stay in memory, large ones and files
   * lie in the job's folder (a file given by its path is moved there). What reaches an output or a preview is kept then.
   */
  hold(media: HeldMedia): Promise<MediaReference>;
  /**
   * Lists the assets that lie in a folder of assets, newest first, without those of the folders inside.
   *
   * @param folder reference to the folder
   * @throws Error from the first item on, when there is no such folder
   */
  list(folder: unknown, filter?: AssetListFilter): AsyncIterable<ListedAsset>;
}

/** Which assets of a folder a list shows. */
export interface AssetListFilter {
  /** `image`, `audio`, `video`, `text`, or a media type such as `text/csv`. Default: everything but folders. */
  readonly contentType?: string;
}

/** Bytes on their way from one graph node to the next. */
export interface HeldMedia {
  readonly content: { readonly bytes: Uint8Array } | { readonly path: string };
  /** Kind of the reference: `image`, `audio`, `video`, `document`, … */
  readonly type: string;
  readonly contentType: string;
  /** File name that fits, where there is one. */
  readonly name?: string;
}

/** A reference as node types pass it on; `data` holds bytes that lie in memory. */
export interface MediaReference {
  readonly type: string;
  readonly uri: string;
  readonly asset_id: string | null;
  readonly content_type: string;
  readonly data?: Uint8Array | null;
}
