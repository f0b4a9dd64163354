import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Inject, Injectable, Logger } from '@nestjs/common';

import { isRecord } from '../common/json.js';
import { graphOf, textListOf, textOf } from './graph-json.js';
import type { ExampleWorkflow } from './stored-workflow.js';

/** Injection token of the folder that holds the examples. */
export const EXAMPLES_DIR = Symbol('EXAMPLES_DIR');

/** The examples that ship with this program; sources and build lie equally deep. */
export const examplesDir = (): string => fileURLToPath(new URL('../../examples/', import.meta.url));

/** Name under which the examples are listed. */
const PACKAGE_NAME = 'nodetool-gateway';

/** The example workflows: one JSON file each, whose name is the example's id. */
@Injectable()
export class ExampleLibrary {
  private readonly logger = new Logger(ExampleLibrary.name);
  private readonly examples: readonly ExampleWorkflow[];

  constructor(@Inject(EXAMPLES_DIR) folder: string) {
    this.examples = filesOf(folder).flatMap((file) => this.read(folder, file) ?? []);
  }

  /** Lists all examples by id. */
  list(): readonly ExampleWorkflow[] {
    return this.examples;
  }

  /** Finds an example by its id or its exact name. */
  find(idOrName: string): ExampleWorkflow | null {
    return (
      this.examples.find(({ id }) => id === idOrName) ?? this.examples.find(({ name }) => name === idOrName) ?? null
    );
  }

  private read(folder: string, file: string): ExampleWorkflow | null {
    const id = file.slice(0, -'.json'.length);
    try {
      const raw: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const graph = isRecord(raw) ? graphOf(raw['graph']) : null;
      if (!isRecord(raw) || !graph) return null;
      return {
        id,
        kind: 'example',
        userId: null,
        access: 'public',
        name: textOf(raw['name']) || id,
        description: textOf(raw['description']),
        tags: textListOf(raw['tags']),
        graph,
        extras: {},
        createdAt: timeOf(raw['created_at']),
        updatedAt: timeOf(raw['updated_at']),
        packageName: PACKAGE_NAME,
        path: file,
      };
    } catch (error) {
      this.logger.warn('example could not be read', { file, error: String(error) });
      return null;
    }
  }
}

const filesOf = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json') && file !== 'package.json')
      .sort();
  } catch {
    return [];
  }
};

const timeOf = (value: unknown): number => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? 0 : time;
};
