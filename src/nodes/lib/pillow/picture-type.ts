import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import type { Property } from '../../../engine/property.js';
import { of } from '../../../engine/property.js';
import { emptyValue } from '../../nodetool/empty-values.js';
import type { Picture } from '../../pixels/picture.js';
import { holdPicture, readPicture } from '../../pixels/picture-codec.js';

/** A property for an image. */
export const imageProperty = (description: string): Property => of('image', emptyValue('image'), { description });

type ValuesOf<P extends Readonly<Record<string, Property>>> = {
  readonly [K in keyof P]: P[K] extends Property<infer T> ? T : never;
};

/** Declares a node type that makes an image of an image. */
export const definePictureType = <const P extends Readonly<Record<string, Property>>>({
  properties,
  change,
  ...options
}: {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Further properties, behind `image`. */
  readonly properties: P;
  readonly change: (picture: Picture, inputs: ValuesOf<P>) => Picture | Promise<Picture>;
}): NodeType => {
  const declared: Readonly<Record<string, Property>> = { image: imageProperty('The image.'), ...properties };
  return defineNodeType({
    ...options,
    properties: declared,
    outputs: { output: 'image' },
    process: async (inputs, context) => {
      const picture = await readPicture(inputs['image'], context);
      // The engine has checked the inputs against these very properties.
      return { output: await holdPicture(await change(picture, inputs as ValuesOf<P>), context) };
    },
  });
};
