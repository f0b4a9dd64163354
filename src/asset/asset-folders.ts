import type { Asset, AssetFolder } from './asset.contract.js';
import type { Ancestor } from './asset.repository.js';

/** The top of every user's assets, as NodeTool calls it. */
const TOP_NAME = 'Home';

/** Tells for each asset which folder holds it and where that lies. */
export const foldersOf = (
  assets: readonly Asset[],
  userId: string,
  ancestors: readonly Ancestor[],
): ReadonlyMap<string, AssetFolder> => {
  const waysUp = new Map<string, Ancestor[]>();
  for (const ancestor of ancestors) {
    const way = waysUp.get(ancestor.start_id) ?? [];
    way.push(ancestor);
    waysUp.set(ancestor.start_id, way);
  }
  return new Map(
    assets.map(({ assetId, parentId }) => [assetId, folderOf(parentId, userId, waysUp.get(parentId) ?? [])]),
  );
};

const folderOf = (folderId: string, userId: string, wayUp: readonly Ancestor[]): AssetFolder => {
  if (folderId === userId) return { folderId, name: TOP_NAME, path: TOP_NAME };
  const names = wayUp.toSorted((a, b) => b.level - a.level).map(({ name }) => name);
  return { folderId, name: names.at(-1) ?? '', path: [TOP_NAME, ...names].join(' / ') };
};
