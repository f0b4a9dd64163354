/**
 * How an output's values relate to the firing that made them.
 * - `forward`: at most one value per firing, in the firing's own iteration
 * - `iteration`: each value opens a step of a new iteration below the firing's
 * - `single`: one value, after a generator's last item, in the firing's own iteration
 */
export type OutputKind = 'forward' | 'iteration' | 'single';
