import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { usageError } from '../cli-error.js';
import { ExitCode } from '../exit-codes.js';
import type { CliIo } from '../io.js';

/** The sample package is the template: what a beginner gets is what our tests run. */
const TEMPLATE = fileURLToPath(new URL('../../../examples/custom-nodes/', import.meta.url));
const TEMPLATE_NAME = 'custom-nodes';
const OWN_ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PACKAGE_NAME = /^[a-z][a-z0-9._-]{0,100}$/;

/** Makes a package of node types in a new folder. */
export const newNodePackage = async (folder: string, io: CliIo): Promise<ExitCode> => {
  const target = resolve(folder);
  const name = basename(target);
  if (!PACKAGE_NAME.test(name)) {
    throw usageError(`${name} can't be the name of a package: begin with a small letter, go on with a-z, 0-9, - and _`);
  }
  if (existsSync(target) && (await readdir(target)).length > 0) throw usageError(`${folder} is there already`);
  await mkdir(target, { recursive: true });
  for (const file of await templateFiles()) {
    const text = await readFile(join(TEMPLATE, file), 'utf8');
    await writeFile(join(target, file), adapt(file, text, name), { flag: 'wx' });
  }
  io.stdout.write(`${target}\n`);
  io.stderr.write(`Next:\n  cd ${folder}\n  npm install\n  npm test\nThen start a node with NODE_PACKAGES=${target}\n`);
  return ExitCode.ok;
};

const templateFiles = async (): Promise<readonly string[]> =>
  (await readdir(TEMPLATE, { withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name);

const adapt = (file: string, text: string, name: string): string => {
  if (file === 'README.md') return `# ${name}\n\nNode types for NodeTool workflows. Test them with \`npm test\`.\n`;
  const renamed = text.replaceAll(namespaceOf(TEMPLATE_NAME), namespaceOf(name)).replaceAll(TEMPLATE_NAME, name);
  return file === 'package.json' ? renamed.replace('file:../..', ownPlace()) : renamed;
};

const namespaceOf = (name: string): string => name.replaceAll(/[^a-z0-9]/g, '_');

/** An installed program is found by its version, a checkout by its place. */
const ownPlace = (): string => (OWN_ROOT.includes(`${sep}node_modules${sep}`) ? '*' : `file:${OWN_ROOT}`);
