import type { NodeType } from '../../../engine/node-type.js';
import { ChartGenerator } from './chart-generator.js';
import { DataGenerator } from './data-generator.js';
import { ListGenerator } from './list-generator.js';
import { StructuredOutputGenerator } from './structured-output-generator.js';
import { SVGGenerator } from './svg-generator.js';

/** The node types of `nodetool.generators`. */
export const nodetoolGeneratorsTypes: readonly NodeType[] = [
  ChartGenerator,
  DataGenerator,
  ListGenerator,
  StructuredOutputGenerator,
  SVGGenerator,
];
