import type { NodeType } from '../../../engine/node-type.js';
import { choice, float } from '../../../engine/property.js';
import { transformColors } from '../../pixels/color-transform.js';
import { FILM_LOOKS, filmLook } from '../../pixels/film-look.js';
import {
  adjustHsl,
  colorBalance,
  colorDecision,
  curves,
  exposure,
  HUES,
  liftGammaGain,
  saturationVibrance,
  splitToning,
  vignette,
} from '../../pixels/grading.js';
import { definePictureType } from './picture-type.js';

const NAMESPACE = 'lib.pillow.color_grading';
const share = (description: string, from = -1, to = 1) => float(0, { min: from, max: to, description });
const factor = (description: string, min = 0) => float(1, { min, max: 4, description });

/** Grades by slope, offset and power. */
export const CDL = definePictureType({
  type: `${NAMESPACE}.CDL`,
  title: 'CDL',
  description: 'Grades by the colour decision list of film: slope, offset and power of each channel, then saturation.',
  tags: ['image', 'color grading', 'film', 'asc'],
  properties: {
    slope_r: factor('Slope of red.'),
    slope_g: factor('Slope of green.'),
    slope_b: factor('Slope of blue.'),
    offset_r: share('Offset of red.'),
    offset_g: share('Offset of green.'),
    offset_b: share('Offset of blue.'),
    power_r: factor('Power of red.', 0.1),
    power_g: factor('Power of green.', 0.1),
    power_b: factor('Power of blue.', 0.1),
    saturation: factor('Strength of the colours: 0 is grey, 1 changes nothing.'),
  },
  change: (picture, { saturation, ...value }) => {
    const slope = [value.slope_r, value.slope_g, value.slope_b] as const;
    const offset = [value.offset_r, value.offset_g, value.offset_b] as const;
    const power = [value.power_r, value.power_g, value.power_b] as const;
    return transformColors(picture, colorDecision(slope, offset, power, saturation));
  },
});

/** Shifts the white balance. */
export const ColorBalance = definePictureType({
  type: `${NAMESPACE}.ColorBalance`,
  title: 'Color Balance',
  description: 'Makes the light of an image warmer or colder, greener or more magenta.',
  tags: ['image', 'color grading', 'white balance', 'temperature'],
  properties: {
    temperature: share('From -1, blue, to 1, amber.'),
    tint: share('From -1, green, to 1, magenta.'),
  },
  change: (picture, { temperature, tint }) => transformColors(picture, colorBalance(temperature, tint)),
});

/** Bends the tones by a curve. */
export const Curves = definePictureType({
  type: `${NAMESPACE}.Curves`,
  title: 'Curves',
  description: 'Bends the dark, middle and light tones by a smooth curve, and the middle ones of each channel.',
  tags: ['image', 'color grading', 'curve', 'tone'],
  properties: {
    black_point: share('What lies below becomes black.', 0, 0.5),
    white_point: float(1, { min: 0.5, max: 1, description: 'What lies above becomes white.' }),
    shadows: share('Lifts or lowers the dark tones.', -0.5, 0.5),
    midtones: share('Lifts or lowers the middle tones.', -0.5, 0.5),
    highlights: share('Lifts or lowers the light tones.', -0.5, 0.5),
    red_midtones: share('Lifts or lowers the middle tones of red.', -0.5, 0.5),
    green_midtones: share('Lifts or lowers the middle tones of green.', -0.5, 0.5),
    blue_midtones: share('Lifts or lowers the middle tones of blue.', -0.5, 0.5),
  },
  change: (picture, { shadows, midtones, highlights, ...value }) => {
    const channels = [value.red_midtones, value.green_midtones, value.blue_midtones] as const;
    const [blackPoint, whitePoint] = [value.black_point, value.white_point];
    return transformColors(picture, curves({ blackPoint, whitePoint, shadows, midtones, highlights, channels }));
  },
});

/** Brightens and darkens by parts. */
export const Exposure = definePictureType({
  type: `${NAMESPACE}.Exposure`,
  title: 'Exposure',
  description: 'Sets the light and contrast of an image, and of its light and dark parts alone.',
  tags: ['image', 'color grading', 'exposure', 'contrast'],
  properties: {
    exposure: share('Stops: 1 doubles the light.', -5, 5),
    contrast: share('From -1, an even grey, to 1, twice the contrast.'),
    highlights: share('Brightens or darkens the light parts.'),
    shadows: share('Brightens or darkens the dark parts.'),
    whites: share('Brightens or darkens the lightest parts.'),
    blacks: share('Brightens or darkens the darkest parts.'),
  },
  change: (picture, settings) => transformColors(picture, exposure(settings)),
});

/** Gives the look of a film. */
export const FilmLook = definePictureType({
  type: `${NAMESPACE}.FilmLook`,
  title: 'Film Look',
  description: 'Gives an image the colours of a kind of film.',
  tags: ['image', 'color grading', 'film', 'preset'],
  properties: {
    preset: choice(`nodetool.nodes.${NAMESPACE}.FilmLookPreset`, FILM_LOOKS, 'teal_orange', {
      description: 'Which look.',
    }),
    intensity: float(1, { min: 0, max: 2, description: '0 changes nothing, 1 is the look, 2 twice as far.' }),
  },
  change: (picture, { preset, intensity }) => transformColors(picture, filmLook(preset, intensity)),
});

/** Changes colours by hue. */
export const HSLAdjust = definePictureType({
  type: `${NAMESPACE}.HSLAdjust`,
  title: 'HSL Adjust',
  description: 'Changes hue, saturation and lightness, of all colours or of those about one hue.',
  tags: ['image', 'color grading', 'hue', 'saturation'],
  properties: {
    color_range: choice(
      `nodetool.nodes.${NAMESPACE}.HSLAdjust.ColorRange`,
      ['all', 'reds', 'oranges', 'yellows', 'greens', 'cyans', 'blues', 'purples', 'magentas'],
      'all',
      { description: 'Which colours.' },
    ),
    hue_shift: share('Turns the hue: 1 is half a turn.'),
    saturation: share('From -1, grey, to 1, twice as strong.'),
    luminance: share('From -1, black, to 1, white.'),
  },
  change: (picture, { color_range, hue_shift, saturation, luminance }) => {
    const center = color_range === 'all' ? null : HUES[color_range];
    return transformColors(picture, adjustHsl(center, hue_shift, saturation, luminance));
  },
});

/** Grades shadows, middle tones and lights. */
export const LiftGammaGain = definePictureType({
  type: `${NAMESPACE}.LiftGammaGain`,
  title: 'Lift Gamma Gain',
  description: 'Grades the dark (lift), middle (gamma) and light tones (gain), all together and by channel.',
  tags: ['image', 'color grading', 'lift', 'gamma', 'gain'],
  properties: {
    lift_r: share('Lift of red.'),
    lift_g: share('Lift of green.'),
    lift_b: share('Lift of blue.'),
    lift_master: share('Lift of all.'),
    gamma_r: factor('Gamma of red.', 0.1),
    gamma_g: factor('Gamma of green.', 0.1),
    gamma_b: factor('Gamma of blue.', 0.1),
    gamma_master: factor('Gamma of all.', 0.1),
    gain_r: factor('Gain of red.'),
    gain_g: factor('Gain of green.'),
    gain_b: factor('Gain of blue.'),
    gain_master: factor('Gain of all.'),
  },
  change: (picture, { lift_master: lift, gamma_master: gamma, gain_master: gain, ...value }) =>
    transformColors(
      picture,
      liftGammaGain(
        [value.lift_r + lift, value.lift_g + lift, value.lift_b + lift],
        [value.gamma_r * gamma, value.gamma_g * gamma, value.gamma_b * gamma],
        [value.gain_r * gain, value.gain_g * gain, value.gain_b * gain],
      ),
    ),
});

/** Strengthens colours. */
export const SaturationVibrance = definePictureType({
  type: `${NAMESPACE}.SaturationVibrance`,
  title: 'Saturation Vibrance',
  description: 'Makes colours stronger or weaker, all alike or the weak ones most.',
  tags: ['image', 'color grading', 'saturation', 'vibrance'],
  properties: {
    saturation: share('From -1, grey, to 1, twice as strong.'),
    vibrance: share('The same for colours that are weak; strong ones change little.'),
  },
  change: (picture, { saturation, vibrance }) => transformColors(picture, saturationVibrance(saturation, vibrance)),
});

/** Tints shadows and lights. */
export const SplitToning = definePictureType({
  type: `${NAMESPACE}.SplitToning`,
  title: 'Split Toning',
  description: 'Gives the dark parts of an image one tint and the light parts another.',
  tags: ['image', 'color grading', 'tint', 'tone'],
  properties: {
    shadow_hue: float(200, { min: 0, max: 360, description: 'Hue of the dark parts, in degrees.' }),
    shadow_saturation: float(0.3, { min: 0, max: 1, description: 'Strength of their tint.' }),
    highlight_hue: float(40, { min: 0, max: 360, description: 'Hue of the light parts, in degrees.' }),
    highlight_saturation: float(0.3, { min: 0, max: 1, description: 'Strength of their tint.' }),
    balance: share('From -1, the dark parts win, to 1, the light parts win.'),
  },
  change: (picture, { balance, ...value }) => {
    const shadow = { hue: value.shadow_hue, saturation: value.shadow_saturation };
    const highlight = { hue: value.highlight_hue, saturation: value.highlight_saturation };
    return transformColors(picture, splitToning(shadow, highlight, balance));
  },
});

/** Darkens the corners. */
export const Vignette = definePictureType({
  type: `${NAMESPACE}.Vignette`,
  title: 'Vignette',
  description: 'Darkens or brightens an image towards its corners.',
  tags: ['image', 'color grading', 'corners', 'lens'],
  properties: {
    amount: float(0.5, { min: -1, max: 1, description: 'From -1, white corners, to 1, black corners.' }),
    midpoint: float(0.5, { min: 0, max: 1, description: 'Where it begins: 0 in the middle, 1 at the corners.' }),
    roundness: share('From -1, like a rectangle, to 1, a circle.'),
    feather: float(0.5, { min: 0, max: 1, description: 'How softly it comes.' }),
  },
  change: (picture, settings) => transformColors(picture, vignette(picture.width, picture.height, settings)),
});

/** Node types of `lib.pillow.color_grading`. */
export const pillowColorGradingTypes: readonly NodeType[] = [
  CDL,
  ColorBalance,
  Curves,
  Exposure,
  FilmLook,
  HSLAdjust,
  LiftGammaGain,
  SaturationVibrance,
  SplitToning,
  Vignette,
];
