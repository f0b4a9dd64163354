/** What metadata may hold: Chroma knows no lists and no objects there. */
export type MetadataValue = string | number | boolean;
export type Metadata = Readonly<Record<string, MetadataValue>>;
