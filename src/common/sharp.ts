import type sharp from 'sharp';

type Sharp = typeof sharp;

/** Pixels of the largest image that is decoded: about 400 MB of memory while it lasts. */
export const MAX_PIXELS = 100_000_000;

/** Loads the image library when it is first needed; every start would pay for it otherwise. */
export const loadSharp = async (): Promise<Sharp> => {
  const { default: loaded } = await import('sharp');
  // Other work of the process needs the cores too, and decoded images must not stay in memory.
  loaded.concurrency(1);
  loaded.cache(false);
  return loaded;
};
