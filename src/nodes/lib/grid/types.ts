import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { int, list, of } from '../../../engine/property.js';
import { emptyValue } from '../../nodetool/empty-values.js';
import type { Picture } from '../../pixels/picture.js';
import { holdPicture, readPicture } from '../../pixels/picture-codec.js';
import { combineGrid, sliceGrid } from './grid.js';

/** Cuts an image into tiles. */
export const SliceImageGrid = defineNodeType({
  type: 'lib.grid.SliceImageGrid',
  title: 'Slice Image Grid',
  description: 'Cuts an image into tiles, row by row from the upper left. With one number at 0 tiles are about square.',
  tags: ['image', 'grid', 'tiles', 'slice'],
  properties: {
    image: of('image', emptyValue('image'), { description: 'The image.' }),
    columns: int(0, { min: 0, description: 'Tiles side by side.' }),
    rows: int(0, { min: 0, description: 'Tiles one below the other.' }),
  },
  outputs: { output: 'list[image]' },
  process: async ({ image, columns, rows }, context) => {
    const tiles = sliceGrid(await readPicture(image, context), columns, rows);
    const output: unknown[] = [];
    for (const tile of tiles) output.push(await holdPicture(tile, context));
    return { output };
  },
});

/** Lays tiles out to one image. */
export const CombineImageGrid = defineNodeType({
  type: 'lib.grid.CombineImageGrid',
  title: 'Combine Image Grid',
  description: 'Lays images out row by row, as one large image.',
  tags: ['image', 'grid', 'tiles', 'combine', 'contact sheet'],
  properties: {
    tiles: list('image', [], { description: 'The images, in their order.' }),
    columns: int(0, { min: 0, description: 'Images side by side; 0 makes the grid about square.' }),
  },
  outputs: { output: 'image' },
  process: async ({ tiles, columns }, context) => {
    const pictures: Picture[] = [];
    for (const [index, tile] of tiles.entries()) pictures.push(await readPicture(tile, context, `tile ${index + 1}`));
    return { output: await holdPicture(combineGrid(pictures, columns), context) };
  },
});

/** Node types of `lib.grid`. */
export const libGridTypes: readonly NodeType[] = [CombineImageGrid, SliceImageGrid];
