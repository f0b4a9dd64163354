/** Brings `node_modules` and `dist` up to date, and does nothing when they are. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

const INSTALL_STAMP = 'node_modules/.install-stamp';
const BUILD_STAMP = 'dist/.build-stamp';
const BUILD_INPUTS = [
  'package.json',
  'package-lock.json',
  'nest-cli.json',
  '.swcrc',
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.client.json',
  'scripts/bundle.mjs',
];

/** Runs a command in this terminal and ends this process with its exit code when it fails. */
const runOrExit = (command, args) => {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['inherit', 2, 2] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

const hashOf = (paths) => {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  return hash.digest('hex');
};

const isStamped = (stamp, hash) => existsSync(join(ROOT, stamp)) && readFileSync(join(ROOT, stamp), 'utf8') === hash;

/** Installs the locked packages when the lock file isn't the one that was installed. */
export const ensureInstalled = () => {
  const hash = hashOf(['package-lock.json']);
  if (isStamped(INSTALL_STAMP, hash)) return;
  if (!isInstalledByHand()) {
    console.error('Installing packages …');
    runOrExit('npm', ['ci', '--no-fund', '--no-audit']);
  }
  writeFileSync(join(ROOT, INSTALL_STAMP), hash);
};

/** npm writes its own lock file into `node_modules` after it has installed. */
const isInstalledByHand = () => {
  // A link leads to the packages of another checkout, which aren't ours to replace.
  if (lstatSync(join(ROOT, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return true;
  const installed = join(ROOT, 'node_modules/.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs;
};

/** Builds when the content of any source or of the build's configuration is another than at the last build. */
export const ensureBuilt = () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
  const hash = hashOf([...BUILD_INPUTS, ...sources]);
  if (isStamped(BUILD_STAMP, hash)) return;
  console.error('Building …');
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  runOrExit('npm', ['run', '--silent', 'build']);
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(join(ROOT, BUILD_STAMP), hash);
};
