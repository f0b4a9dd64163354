import { libOsTypes } from '../../src/nodes/lib/os/types.js';
import { describeGoldens } from './run-node-type.js';

describeGoldens({ types: libOsTypes, namespaces: ['lib.os'] });
