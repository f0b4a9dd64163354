import { IsArray, IsIn, IsNotEmpty, IsOptional } from 'class-validator';

import type { OutboundMode } from '../outbound/outbound-rules.js';
import { isOutboundRule, OUTBOUND_MODES } from '../outbound/outbound-rules.js';
import { isExecutable } from './is-executable.js';
import { ModelSettings } from './model-settings.js';
import { EachSatisfies, Satisfies } from './satisfies.js';
import { Setting } from './setting.decorator.js';

const IsProgram = (): PropertyDecorator =>
  Satisfies('isProgram', (value) => typeof value === 'string' && isExecutable(value));

const AreRules = (): PropertyDecorator => EachSatisfies('areRules', isOutboundRule);

/** Settings of what workflows may use of the machine and of the network. */
export abstract class WorldSettings extends ModelSettings {
  @Setting({
    env: 'OUTBOUND',
    flag: 'outbound',
    default: 'public',
    meaning:
      'Where workflows may go on the network: to the public internet and what OUTBOUND_ALLOW lists, or only to what it lists.',
    expects: 'one of public, listed',
    example: 'listed',
  })
  @IsIn(OUTBOUND_MODES)
  readonly outbound: OutboundMode = 'public';

  @Setting({
    env: 'OUTBOUND_ALLOW',
    flag: 'outbound-allow',
    kind: 'list',
    meaning: 'Places beyond the public internet that workflows may reach; `*` is everything.',
    defaultNote: 'none: loopback, private networks and the metadata of clouds are refused',
    expects: 'host names, *.suffix, addresses or ranges with commas between them, each also with :port',
    example: 'ollama.lan:11434,10.1.0.0/16',
  })
  @IsArray()
  @AreRules()
  readonly outboundAllow: readonly string[] = [];

  @Setting({
    env: 'WORKSPACE_DIR',
    flag: 'workspace-dir',
    kind: 'path',
    meaning: 'Folder in which a workflow reads and writes files; {user} and {workspace} stand for their ids.',
    defaultNote: 'DATA_DIR/workspaces/{user}/{workspace}',
    expects: 'a path that this user may write; without {user} all users share it',
    example: '/srv/workspaces/{user}/{workspace}',
  })
  @IsOptional()
  @IsNotEmpty()
  readonly workspaceDir?: string;

  @Setting({
    env: 'FFMPEG_PATH',
    flag: 'ffmpeg-path',
    kind: 'path',
    meaning: 'The program ffmpeg, for node types that work on sounds and films.',
    defaultNote: 'looked for in PATH',
    expects: 'a path of a program that this user may run',
    example: '/usr/bin/ffmpeg',
  })
  @IsOptional()
  @IsProgram()
  readonly ffmpegPath?: string;

  @Setting({
    env: 'FFPROBE_PATH',
    flag: 'ffprobe-path',
    kind: 'path',
    meaning: 'The program ffprobe, which comes with ffmpeg.',
    defaultNote: 'looked for in PATH',
    expects: 'a path of a program that this user may run',
    example: '/usr/bin/ffprobe',
  })
  @IsOptional()
  @IsProgram()
  readonly ffprobePath?: string;
}
