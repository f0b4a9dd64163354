import { libNumpyTypes } from '../../src/nodes/lib/numpy/types.js';
import { libSvgTypes } from '../../src/nodes/lib/svg/types.js';
import { describeGoldens } from './run-node-type.js';

describeGoldens({
  types: [...libNumpyTypes, ...libSvgTypes],
  namespaces: [
    'lib.numpy.arithmetic',
    'lib.numpy.conversion',
    'lib.numpy.io',
    'lib.numpy.manipulation',
    'lib.numpy.math',
    'lib.numpy.reshaping',
    'lib.numpy.statistics',
    'lib.numpy.utils',
    'lib.numpy.visualization',
    'lib.svg',
  ],
  exceptions: {
    ...Object.fromEntries(
      [
        'arithmetic.AddArray arrays',
        'arithmetic.AddArray ints',
        'arithmetic.SubtractArray arrays',
        'arithmetic.SubtractArray ints',
        'arithmetic.MultiplyArray arrays',
        'arithmetic.MultiplyArray ints',
        'arithmetic.DivideArray arrays',
        'arithmetic.DivideArray ints',
        'arithmetic.ModulusArray scalar',
        'arithmetic.ModulusArray ints',
        'math.PowerArray arr',
      ].map((name) => [`lib.numpy.${name}`, 'a property for numbers and arrays takes an array']),
    ),
    'lib.numpy.math.SqrtArray neg': 'double floats stay double floats',
    'lib.svg.Document list': 'elements are drawn instead of being printed',
    'lib.svg.DropShadow default': 'every step of the filter names what it works on, so that the shadow is seen',
  },
  otherErrorTexts: Object.fromEntries(
    [
      'conversion.ArrayToList unset',
      'reshaping.Reshape1D unset',
      'reshaping.Reshape2D unset',
      'reshaping.Reshape3D unset',
    ].map((name) => [`lib.numpy.${name}`, 'the text says what is missing']),
  ),
});
