import { assetIdOf } from '../../common/asset-uri.js';
import { isRecord } from '../../common/json.js';
import type { AssetReference, NewAsset } from '../../engine/services/node-assets.js';
import type { NodeContext } from '../../engine/node-context.js';
import { formatMoment } from '../lib/date/format.js';
import { momentAt } from '../lib/date/moment.js';

const MAX_NAME_LENGTH = 255;

/** Makes a file name out of a pattern with `strftime` codes; what no file name may hold becomes an underscore. */
export const fileNameOf = (pattern: string, now: Date): string => {
  const name = formatMoment(momentAt(now), pattern)
    .replaceAll(/[/\\\p{Cc}]/gu, '_')
    .slice(0, MAX_NAME_LENGTH);
  return name.trim() === '' ? 'untitled' : name;
};

/** Keeps a file for the user, in the folder that a reference names, and records it among what the run has saved. */
export const saveFile = async (
  {
    namePattern,
    folder,
    ...asset
  }: Omit<NewAsset, 'name' | 'folderId'> & {
    readonly namePattern: string;
    readonly folder: unknown;
  },
  context: NodeContext,
): Promise<AssetReference> => {
  const name = fileNameOf(namePattern, context.now());
  const folderId = isRecord(folder) ? assetIdOf(folder) : null;
  const reference = await context.assets.create({ ...asset, name, ...(folderId !== null && { folderId }) });
  context.save(name, reference);
  return reference;
};
