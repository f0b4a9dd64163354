/** CIE XYZ of the white of a screen (D65). */
const [WHITE_X, WHITE_Z] = [0.950456, 1.088754];
const KNEE = 216 / 24_389;
const SLOPE = 24_389 / 27;

/** Light of the 256 values of a channel, 0 to 1. */
const LIGHT = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

const bent = (share: number): number => (share > KNEE ? Math.cbrt(share) : (SLOPE * share + 16) / 116);
const unbent = (value: number): number => (value ** 3 > KNEE ? value ** 3 : (116 * value - 16) / SLOPE);

/** Turns a colour of 0 to 255 into CIE L*a*b*: lightness 0 to 100, and how far it is from grey. */
export const rgbToLab = (red: number, green: number, blue: number): readonly [number, number, number] => {
  const [r, g, b] = [LIGHT[red] ?? 0, LIGHT[green] ?? 0, LIGHT[blue] ?? 0];
  const x = bent((0.412453 * r + 0.35758 * g + 0.180423 * b) / WHITE_X);
  const y = bent(0.212671 * r + 0.71516 * g + 0.072169 * b);
  const z = bent((0.019334 * r + 0.119193 * g + 0.950227 * b) / WHITE_Z);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
};

/** Turns L*a*b* into a colour; what no screen shows lies outside of 0 to 255. */
export const labToRgb = (lightness: number, a: number, b: number): readonly [number, number, number] => {
  const middle = (lightness + 16) / 116;
  const [x, y, z] = [unbent(middle + a / 500) * WHITE_X, unbent(middle), unbent(middle - b / 200) * WHITE_Z];
  return [
    shown(3.240479 * x - 1.53715 * y - 0.498535 * z),
    shown(-0.969256 * x + 1.875991 * y + 0.041556 * z),
    shown(0.055648 * x - 0.204043 * y + 1.057311 * z),
  ];
};

const shown = (light: number): number =>
  255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
