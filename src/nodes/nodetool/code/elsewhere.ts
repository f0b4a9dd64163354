import type { NodeType } from '../../../engine/node-type.js';
import { defineNodeType } from '../../../engine/node-type.js';
import { choice, int, str } from '../../../engine/property.js';
import { executionMode, stdin } from './properties.js';

const ENUMS = 'nodetool.nodes.nodetool.code';
const BASH_IMAGES = ['bash:5.2', 'debian:12', 'ubuntu:22.04', 'ubuntu:24.04', 'jupyter/scipy-notebook:latest'] as const;
const SHELL_IMAGES = ['bash:5.2', 'alpine:3', 'ubuntu:22.04', 'ubuntu:24.04'] as const;
const PYTHON_IMAGES = ['python:3.11-slim', 'jupyter/scipy-notebook:latest'] as const;
const RUBY_IMAGES = ['ruby:3.3-alpine'] as const;
const NODE_IMAGES = ['node:22-alpine'] as const;
const LUA_IMAGES = ['nickblah/lua:5.2.4-luarocks-ubuntu'] as const;
const LUA_PROGRAMS = ['lua', 'luajit'] as const;

const image = <const V extends string>(owner: string, values: readonly V[], value: NoInfer<V>) =>
  choice(`${ENUMS}.${owner}`, values, value, { description: 'Container image that would run it.' });
const timeout = () => int(10, { description: 'Seconds that it may take.' });
const command = () => str('', { description: 'The command.' });
const code = () => str('', { description: 'The code.' });

interface Elsewhere {
  readonly name: string;
  readonly title: string;
  readonly language: string;
  readonly properties: NonNullable<Parameters<typeof defineNodeType>[0]['properties']>;
  readonly isStreamingOutput?: boolean;
}

/** A type that is known and refused: code of others needs walls that this program doesn't have for its language. */
const defineElsewhere = ({ name, title, language, properties, isStreamingOutput = false }: Elsewhere): NodeType =>
  defineNodeType({
    type: `nodetool.code.${name}`,
    title,
    description: `Runs ${language}. It is listed so that workflows that hold it can be read and kept.`,
    tags: ['code', 'script', ...language.toLowerCase().split(' ')],
    properties,
    outputs: { stdout: 'str', stderr: 'str' },
    isDynamic: true,
    supportsDynamicOutputs: true,
    isStreamingOutput,
    isPure: false,
    unavailable: `It runs ${language} in a container or a program of the machine, and this server starts neither for the code of workflows; JavaScript runs in a sandbox (nodetool.code.ExecuteJavaScript).`,
    process: () => undefined,
  });

const executing = (name: string, title: string, language: string, more: Elsewhere['properties']): NodeType =>
  defineElsewhere({ name, title, language, properties: more, isStreamingOutput: true });

const running = (name: string, title: string, language: string, more: Elsewhere['properties'] = {}): NodeType =>
  defineElsewhere({ name, title, language, properties: { command: command(), ...more } });

/** The types of `nodetool.code` that need a container or an interpreter of the machine. */
export const elsewhereTypes: readonly NodeType[] = [
  executing('ExecuteBash', 'Execute Bash', 'Bash', {
    code: code(),
    image: image('ExecuteBash.BashImage', BASH_IMAGES, 'ubuntu:22.04'),
    execution_mode: executionMode('docker'),
    stdin: stdin(),
  }),
  executing('ExecuteCommand', 'Execute Command', 'shell commands', {
    command: command(),
    image: image('ExecuteCommand.CommandImage', SHELL_IMAGES, 'bash:5.2'),
    execution_mode: executionMode('docker'),
    stdin: stdin(),
  }),
  executing('ExecuteLua', 'Execute Lua', 'Lua', {
    code: code(),
    executable: choice(`${ENUMS}.ExecuteLua.LuaExecutable`, LUA_PROGRAMS, 'lua'),
    execution_mode: executionMode('subprocess'),
    timeout_seconds: timeout(),
    stdin: stdin(),
  }),
  executing('ExecutePython', 'Execute Python', 'Python', {
    code: code(),
    image: image('ExecutePython.PythonImage', PYTHON_IMAGES, 'python:3.11-slim'),
    execution_mode: executionMode('docker'),
    stdin: stdin(),
  }),
  executing('ExecuteRuby', 'Execute Ruby', 'Ruby', {
    code: code(),
    image: image('ExecuteRuby.RubyImage', RUBY_IMAGES, 'ruby:3.3-alpine'),
    execution_mode: executionMode('docker'),
    stdin: stdin(),
  }),
  running('RunBashCommand', 'Run Bash Command', 'Bash'),
  running('RunBashCommandDocker', 'Run Bash Command in Docker', 'Bash', {
    image: image('RunBashCommand.BashImage', BASH_IMAGES, 'ubuntu:22.04'),
  }),
  running('RunJavaScriptCommandDocker', 'Run JavaScript Command in Docker', 'Node.js', {
    image: image('RunJavaScriptCommand.JavaScriptImage', NODE_IMAGES, 'node:22-alpine'),
  }),
  running('RunLuaCommand', 'Run Lua Command', 'Lua', {
    executable: choice(`${ENUMS}.RunLuaCommand.LuaExecutable`, LUA_PROGRAMS, 'lua'),
    timeout_seconds: timeout(),
  }),
  running('RunLuaCommandDocker', 'Run Lua Command in Docker', 'Lua', {
    image: image('RunLuaCommandDocker.LuaImage', LUA_IMAGES, 'nickblah/lua:5.2.4-luarocks-ubuntu'),
    timeout_seconds: timeout(),
  }),
  running('RunPythonCommand', 'Run Python Command', 'Python'),
  running('RunPythonCommandDocker', 'Run Python Command in Docker', 'Python', {
    image: image('RunPythonCommand.PythonImage', PYTHON_IMAGES, 'python:3.11-slim'),
  }),
  running('RunRubyCommand', 'Run Ruby Command', 'Ruby'),
  running('RunRubyCommandDocker', 'Run Ruby Command in Docker', 'Ruby', {
    image: image('RunRubyCommand.RubyImage', RUBY_IMAGES, 'ruby:3.3-alpine'),
  }),
  running('RunShellCommand', 'Run Shell Command', 'shell commands'),
  running('RunShellCommandDocker', 'Run Shell Command in Docker', 'shell commands', {
    image: image('RunShellCommand.CommandImage', SHELL_IMAGES, 'bash:5.2'),
  }),
];
