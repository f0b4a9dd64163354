/** Values per pixel: grey, grey with opacity, red-green-blue, these with opacity. */
export type ChannelCount = 1 | 2 | 3 | 4;

/** A decoded image: bytes pixel by pixel, row by row, 0 to 255. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: ChannelCount;
  readonly data: Uint8Array;
}

/** Channels that hold colour, without the opacity. */
export const colorChannelsOf = ({ channels }: Picture): 1 | 3 => (channels <= 2 ? 1 : 3);

/** Tells whether pixels have an opacity. */
export const hasAlpha = ({ channels }: Picture): boolean => channels % 2 === 0;

/** Gives a picture other bytes of the same layout. */
export const withData = (picture: Picture, data: Uint8Array): Picture => ({ ...picture, data });

/** Rounds to the nearest byte, within 0 to 255. */
export const toByte = (value: number): number => (value <= 0 ? 0 : value >= 255 ? 255 : Math.floor(value + 0.5));

/** Brightness of a colour as Pillow weighs it (ITU-R 601), 0 to 255. */
export const brightnessOf = (red: number, green: number, blue: number): number =>
  (red * 19_595 + green * 38_470 + blue * 7471 + 0x8000) >> 16;

/** One channel of a picture as a plane of its own. */
export const planeOf = ({ data, channels }: Picture, channel: number): Uint8Array => {
  const plane = new Uint8Array(data.length / channels);
  for (let index = 0; index < plane.length; index++) plane[index] = data[index * channels + channel] ?? 0;
  return plane;
};

/** Applies an operation on planes to each colour channel; the opacity stays. */
export const mapPlanes = (picture: Picture, operation: (plane: Uint8Array, channel: number) => Uint8Array): Picture => {
  const data = new Uint8Array(picture.data);
  const { channels } = picture;
  for (let channel = 0; channel < colorChannelsOf(picture); channel++) {
    const plane = operation(planeOf(picture, channel), channel);
    for (let index = 0; index < plane.length; index++) data[index * channels + channel] = plane[index] ?? 0;
  }
  return withData(picture, data);
};

/** Replaces each colour value by the one at its place in a table of 256. */
export const mapValues = (picture: Picture, tableOf: (channel: number) => ArrayLike<number>): Picture =>
  mapPlanes(picture, (plane, channel) => {
    const table = tableOf(channel);
    return plane.map((value) => table[value] ?? 0);
  });

/** Makes a picture grey; the opacity stays. */
export const toGray = (picture: Picture): Picture => {
  if (picture.channels <= 2) return picture;
  const { data, channels, width, height } = picture;
  const result: ChannelCount = hasAlpha(picture) ? 2 : 1;
  const gray = new Uint8Array(width * height * result);
  for (let from = 0, to = 0; from < data.length; from += channels, to += result) {
    gray[to] = brightnessOf(data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0);
    if (result === 2) gray[to + 1] = data[from + 3] ?? 0;
  }
  return { width, height, channels: result, data: gray };
};

/** Gives a grey picture three colour channels. */
export const toColor = (picture: Picture): Picture => {
  if (picture.channels >= 3) return picture;
  const { data, channels, width, height } = picture;
  const result: ChannelCount = hasAlpha(picture) ? 4 : 3;
  const color = new Uint8Array(width * height * result);
  for (let from = 0, to = 0; from < data.length; from += channels, to += result) {
    color.fill(data[from] ?? 0, to, to + 3);
    if (result === 4) color[to + 3] = data[from + 1] ?? 0;
  }
  return { width, height, channels: result, data: color };
};

/** Gives a picture three colour channels and an opacity. */
export const toRgba = (picture: Picture): Picture => {
  if (picture.channels === 4) return picture;
  const { width, height, channels, data } = toColor(picture);
  if (channels === 4) return { width, height, channels, data };
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) rgba.set(data.subarray(from, from + 3), to);
  return { width, height, channels: 4, data: rgba };
};
