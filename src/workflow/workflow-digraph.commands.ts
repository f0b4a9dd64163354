import { Injectable } from '@nestjs/common';

import { Command } from '../dispatch/command.decorator.js';
import { BoolField } from '../dispatch/fields.js';
import { readGraph } from '../engine/graph.js';
import { assertOneGraph, readGraphArgument } from './graph-argument.js';
import { digraphOf } from './workflow-digraph.js';
import { GraphArgs } from './workflow.args.js';
import { ExportDigraphResult } from './workflow.results.js';
import { WorkflowService } from './workflow.service.js';

const COMMAND = 'export_workflow_digraph';

export class ExportDigraphArgs extends GraphArgs {
  @BoolField({ optional: true, description: 'Names graph nodes after their type, in place of their ids.' })
  readonly descriptive_names: boolean = true;
}

/** The command that draws a workflow. */
@Injectable()
export class WorkflowDigraphCommands {
  constructor(private readonly workflows: WorkflowService) {}

  @Command(COMMAND, {
    args: ExportDigraphArgs,
    summary: 'Writes a workflow in Graphviz’s DOT language.',
    result: ExportDigraphResult,
    effect: 'reads',
    errors: ['NOT_FOUND'],
    example: { workflow_id: 'word-statistics' },
  })
  async exportDigraph(args: ExportDigraphArgs): Promise<{ readonly dot: string }> {
    assertOneGraph(COMMAND, args);
    const { workflow_id, graph, descriptive_names: isDescriptive, user_id } = args;
    const stored = graph ? null : await this.workflows.get(workflow_id ?? '', user_id);
    const drawn = readGraph(stored?.graph ?? readGraphArgument(COMMAND, graph)).graph;
    return { dot: digraphOf(drawn, { name: stored?.name ?? 'workflow', isDescriptive }) };
  }
}
