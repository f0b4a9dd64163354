import { ChoiceField, IntField, ObjectField, TextField, TextListField } from '../dispatch/fields.js';
import { UserArgs } from '../dispatch/user-args.js';
import type { WorkflowAccess } from './stored-workflow.js';
import { WORKFLOW_ACCESS } from './stored-workflow.js';

export class ListWorkflowsArgs extends UserArgs {
  @ChoiceField(['user', 'example', 'all'], { optional: true })
  readonly workflow_type: 'user' | 'example' | 'all' = 'user';

  @TextField({ optional: true, min: 0, max: 256, description: 'Text in name, description or tags.' })
  readonly query: string = '';

  @IntField({ optional: true, min: 1, max: 1000 })
  readonly limit: number = 100;

  @TextField({ optional: true, min: 0, description: 'The `next` of the page before.' })
  readonly start_key: string = '';
}

export class WorkflowArgs extends UserArgs {
  @TextField({ max: 256, description: 'Id of a workflow; id or exact name of an example.' })
  readonly workflow_id: string = '';
}

/** Either a stored workflow or a graph. */
export class GraphArgs extends UserArgs {
  @TextField({ optional: true, max: 256 })
  readonly workflow_id: string | undefined = undefined;

  @ObjectField({ optional: true, description: 'A graph in place of a stored workflow.' })
  readonly graph: Readonly<Record<string, unknown>> | undefined = undefined;
}

export class CreateWorkflowArgs extends UserArgs {
  @TextField({ max: 256 })
  readonly name: string = '';

  @ObjectField({ description: 'Lists of `nodes` and `edges` in NodeTool’s form.' })
  readonly graph: Readonly<Record<string, unknown>> = {};

  @TextField({ optional: true, min: 0 })
  readonly description: string = '';

  @TextListField({ optional: true, max: 50 })
  readonly tags: readonly string[] = [];

  @ChoiceField(WORKFLOW_ACCESS, { optional: true, description: 'Who may see and run it.' })
  readonly access: WorkflowAccess = 'private';

  @ObjectField({ optional: true, description: 'Further keys of a NodeTool workflow file, kept as they are.' })
  readonly extras: Readonly<Record<string, unknown>> = {};
}

export class UpdateWorkflowArgs extends UserArgs {
  @TextField({ max: 256 })
  readonly workflow_id: string = '';

  @TextField({ optional: true, max: 256 })
  readonly name: string | undefined = undefined;

  @ObjectField({ optional: true })
  readonly graph: Readonly<Record<string, unknown>> | undefined = undefined;

  @TextField({ optional: true, min: 0 })
  readonly description: string | undefined = undefined;

  @TextListField({ optional: true, max: 50 })
  readonly tags: readonly string[] | undefined = undefined;

  @ChoiceField(WORKFLOW_ACCESS, { optional: true })
  readonly access: WorkflowAccess | undefined = undefined;

  @ObjectField({ optional: true, description: 'Replaces all further keys.' })
  readonly extras: Readonly<Record<string, unknown>> | undefined = undefined;
}

export class ExampleArgs {
  @TextField({ max: 256, description: 'Id or exact name of the example.' })
  readonly example_name: string = '';

  @TextField({ optional: true, max: 256, description: 'Package that it ships with.' })
  readonly package_name: string | undefined = undefined;
}

export class RunWorkflowArgs extends UserArgs {
  @TextField({ max: 256, description: 'Id of a workflow; id or exact name of an example.' })
  readonly workflow_id: string = '';

  @ObjectField({ optional: true, description: 'Values by name of the workflow’s inputs.' })
  readonly params: Readonly<Record<string, unknown>> = {};
}

export class StartBackgroundJobArgs extends RunWorkflowArgs {
  @TextField({
    optional: true,
    max: 64,
    description: '`threaded`, or `subprocess` for a process of its own with a memory limit of its own.',
    example: 'subprocess',
  })
  readonly execution_strategy: string = 'threaded';
}

export class CancelJobArgs extends UserArgs {
  @TextField({ max: 256 })
  readonly job_id: string = '';
}
