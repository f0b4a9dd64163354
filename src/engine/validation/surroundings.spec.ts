import { describe, expect, it } from '@jest/globals';

import { Catalogue } from '../catalogue.js';
import { prepareGraph } from '../engine.js';
import { defineNodeType } from '../node-type.js';
import type { Surroundings } from './surroundings.js';

const declaration = { title: '', description: '', process: () => null };
const catalogue = new Catalogue([
  defineNodeType({ ...declaration, type: 't.Gone', unavailable: 'its service has ended', requiredSettings: ['A_KEY'] }),
  defineNodeType({ ...declaration, type: 't.Told', unavailable: 'v1.2 of it has ended.' }),
  defineNodeType({ ...declaration, type: 't.Remark', role: 'annotation', unavailable: 'nobody runs it' }),
  defineNodeType({ ...declaration, type: 't.Film', requiredPrograms: ['ffmpeg', 'ffprobe'] }),
  defineNodeType({ ...declaration, type: 't.Keyed', requiredSettings: ['A_KEY', 'B_KEY'] }),
]);

const codes = (type: string, surroundings?: Surroundings): readonly string[] =>
  prepareGraph({ nodes: [{ id: 'n', type }], edges: [] }, catalogue, surroundings).problems.map(
    ({ code, severity, node_id: nodeId }) => `${code} ${severity} ${nodeId}`,
  );

describe('what a graph finds where it is to run', () => {
  it('is not looked at unless it is told', () => {
    expect(codes('t.Film')).toEqual([]);
    expect(codes('t.Keyed')).toEqual([]);
  });

  it('never has what an unavailable type needs', () => {
    expect(codes('t.Gone', { hasSecret: () => false })).toEqual(['UNAVAILABLE_NODE_TYPE error n']);
    const { problems } = prepareGraph({ nodes: [{ id: 'n', type: 't.Gone' }], edges: [] }, catalogue);
    expect(problems[0]?.message).toContain("(t.Gone) can't run here: its service has ended. Remove it");
  });

  it('is told in one sentence, and not asked for by what never runs', () => {
    const { problems } = prepareGraph({ nodes: [{ id: 'n', type: 't.Told' }], edges: [] }, catalogue);
    expect(problems[0]?.message).toContain("can't run here: v1.2 of it has ended. Remove it");
    expect(codes('t.Remark')).toEqual([]);
  });

  it('may lack each program and each secret', () => {
    expect(codes('t.Film', { hasProgram: (program) => program === 'ffmpeg' })).toEqual(['MISSING_PROGRAM error n']);
    expect(codes('t.Keyed', { hasSecret: () => false })).toEqual(['MISSING_SECRET error n', 'MISSING_SECRET error n']);
    expect(codes('t.Keyed', { hasSecret: () => true, hasProgram: () => false })).toEqual([]);
  });
});
