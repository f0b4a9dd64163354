import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { Catalogue } from '../engine/catalogue.js';
import { defineNodeType } from '../engine/node-type.js';
import { findPrograms } from './machine-programs.js';
import { Machine } from './machine.js';
import { GetNodeInfoArgs, NodeRegistryCommands } from './node-registry.commands.js';
import { NodeRegistryService } from './node-registry.service.js';

const declaration = { title: '', description: '', process: () => null };
const catalogue = new Catalogue([
  defineNodeType({ ...declaration, type: 't.Film', requiredPrograms: ['ffmpeg', 'ffprobe'] }),
  defineNodeType({ ...declaration, type: 't.Gone', unavailable: 'its service has ended' }),
  defineNodeType({ ...declaration, type: 't.Plain' }),
]);

describe('the programs of a machine', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nodetool-programs-'));
    await mkdir(join(folder, 'a', 'ffmpeg'), { recursive: true });
    await mkdir(join(folder, 'b'));
    await writeFile(join(folder, 'a', 'ffprobe'), '');
    for (const name of ['ffmpeg', 'ffprobe']) {
      await writeFile(join(folder, 'b', name), '');
      await chmod(join(folder, 'b', name), 0o755);
    }
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('are the first ones in PATH that can be run', () => {
    const path = ['', join(folder, 'a'), join(folder, 'gone'), join(folder, 'b')].join(delimiter);
    expect(findPrograms({}, path)).toEqual({
      ffmpeg: join(folder, 'b', 'ffmpeg'),
      ffprobe: join(folder, 'b', 'ffprobe'),
    });
    expect(findPrograms({}, join(folder, 'a'))).toEqual({});
  });

  it('are those that the settings name, or none', () => {
    const ffmpeg = join(folder, 'b', 'ffmpeg');
    expect(findPrograms({ ffmpeg, ffprobe: join(folder, 'gone') }, join(folder, 'b'))).toEqual({ ffmpeg });
  });
});

describe('node types on a machine', () => {
  const registryOn = (machine: Machine) => new NodeRegistryService(catalogue, machine);

  it('are named to the hub only when they can run there', () => {
    expect(registryOn(new Machine({ ffmpeg: '/f' })).runnableTypeNames()).toEqual(['t.Plain']);
    expect(registryOn(new Machine({ ffmpeg: '/f', ffprobe: '/p' })).runnableTypeNames()).toEqual(['t.Film', 't.Plain']);
    expect(registryOn(new Machine()).typeNames()).toHaveLength(3);
  });

  it('are shown with what they lack', async () => {
    const show = (machine: Machine, node_type: string) =>
      new NodeRegistryCommands(registryOn(machine)).getNodeInfo(Object.assign(new GetNodeInfoArgs(), { node_type }));
    const lacking = { is_available: false, unavailable_reason: 'ffmpeg and ffprobe are not on this machine' };
    expect(await show(new Machine(), 't.Film')).toMatchObject({ ...lacking, required_programs: ['ffmpeg', 'ffprobe'] });
    expect(await show(new Machine(), 't.Gone')).toMatchObject({ unavailable_reason: 'its service has ended' });
    expect(await show(new Machine({}, false), 't.Film')).toMatchObject({
      is_available: true,
      unavailable_reason: null,
    });
  });
});
