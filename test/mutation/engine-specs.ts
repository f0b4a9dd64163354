/** Every spec that holds the engine's behaviour, in one file: a mutant loads the engine once. */
import '../../src/engine/checkpoint/checkpoint-codec.spec.js';
import '../../src/engine/checkpoint/resume-control.spec.js';
import '../../src/engine/checkpoint/resume.spec.js';
import '../../src/engine/control/control.spec.js';
import '../../src/engine/engine.spec.js';
import '../../src/engine/firing-rules.spec.js';
import '../../src/engine/inner/inner-runs.spec.js';
import '../../src/engine/keep-bytes.spec.js';
import '../../src/engine/trigger-event.spec.js';
import '../../src/engine/validation/surroundings.spec.js';
import '../../src/engine/validation/validation.spec.js';
import '../fuzz/graphs.e2e-spec.js';
import '../../src/nodes/nodetool/control/control-edges.spec.js';
import '../../src/nodes/nodetool/control/control.spec.js';
import '../../src/nodes/nodetool/workflows/workflow-node.spec.js';
